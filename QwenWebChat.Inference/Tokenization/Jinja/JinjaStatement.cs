namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A parsed piece of a template: it writes to a scope's output, or sets its variables.</summary>
internal delegate void JinjaStatement(JinjaScope scope);
