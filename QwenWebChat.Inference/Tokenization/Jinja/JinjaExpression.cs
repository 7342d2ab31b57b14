namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A parsed expression: its value within a scope.</summary>
internal delegate object? JinjaExpression(JinjaScope scope);
