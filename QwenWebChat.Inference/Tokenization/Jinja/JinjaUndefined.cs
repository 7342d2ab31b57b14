namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The value of a name that nothing was given to; it writes nothing and counts as false.</summary>
internal sealed class JinjaUndefined;
