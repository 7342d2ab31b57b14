namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>A token of a template.</summary>
/// <param name="Line">The line number, from 1.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, int Line)
{
    public bool Is(JinjaTokenKind kind, string text) => Kind == kind && Text == text;
}
