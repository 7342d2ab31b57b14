namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A template that is damaged, uses what this interpreter lacks, or takes more than its limits.</summary>
internal sealed class JinjaException(string message) : Exception(message);
