namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A parsed statement of a template, which writes to a scope's output or sets its variables.</summary>
internal delegate void JinjaStatement(JinjaScope scope);
