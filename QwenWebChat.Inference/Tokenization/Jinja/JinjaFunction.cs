namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A function that a template may call.</summary>
/// <param name="arguments">In their order.</param>
/// <param name="named">Those that were given by name.</param>
internal delegate object? JinjaFunction(IReadOnlyList<object?> arguments, Dictionary<string, object?> named);
