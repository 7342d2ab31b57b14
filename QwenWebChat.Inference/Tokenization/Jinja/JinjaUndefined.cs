namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The value of an undefined variable, which writes nothing and counts as false.</summary>
internal sealed class JinjaUndefined;
