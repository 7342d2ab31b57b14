namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A parsed expression, which returns its value in a scope.</summary>
internal delegate object? JinjaExpression(JinjaScope scope);
