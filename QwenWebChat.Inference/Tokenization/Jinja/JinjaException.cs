namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The template is damaged, uses an unsupported feature, or exceeds its limits.</summary>
internal sealed class JinjaException(string message) : Exception(message);
