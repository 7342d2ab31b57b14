namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A token that a checkpoint adds to its vocabulary, such as <c>&lt;|im_end|&gt;</c>. <paramref name="Special"/> tokens
/// are left out of decoded text; others (<c>&lt;tool_call&gt;</c>) are part of it.
/// </summary>
internal sealed record AddedToken(int Id, string Text, bool Special)
{
    /// <summary>The text of the token that begins a turn.</summary>
    public const string ImStart = "<|im_start|>";

    /// <summary>The text of the token that ends a turn.</summary>
    public const string ImEnd = "<|im_end|>";
}
