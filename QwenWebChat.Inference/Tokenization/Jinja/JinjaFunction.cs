namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A function that a template may call.</summary>
/// <param name="arguments">The positional arguments.</param>
/// <param name="named">The named arguments.</param>
internal delegate object? JinjaFunction(IReadOnlyList<object?> arguments, Dictionary<string, object?> named);
