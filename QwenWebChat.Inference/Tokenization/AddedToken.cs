namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// A token that a checkpoint adds beside its merges, such as <c>&lt;|im_end|&gt;</c>. <paramref name="Special"/> ones
/// are left out of decoded text; the others (<c>&lt;tool_call&gt;</c>) belong to it.
/// </summary>
internal sealed record AddedToken(int Id, string Text, bool Special);
