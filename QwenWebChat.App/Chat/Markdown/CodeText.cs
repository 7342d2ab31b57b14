using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>The plain text of a code block, and the language that its fence names; neither is HTML.</summary>
public sealed record CodeText(string Language, string Text)
{
    private const int LongestLanguage = 40;

    /// <summary>Mermaid's: the page's script draws it.</summary>
    public bool IsDiagram { get; init; } = Language.Equals("mermaid", StringComparison.OrdinalIgnoreCase);

    internal static CodeText Of(CodeBlock block)
    {
        string language = (block as FencedCodeBlock)?.Info ?? "";
        return new CodeText(language.Length > LongestLanguage ? "" : language, block.Lines.ToString());
    }
}
