using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>The plain text of a code block and what its fence says of it; none of it is HTML.</summary>
/// <param name="Language">The language as its fence names it; empty for none.</param>
/// <param name="FileName">The path of a file that the fence names; null for none.</param>
public sealed partial record CodeText(string Language, string Text, string? FileName = null)
{
    private const int MaxHeadLength = 120;

    /// <summary>True for a Mermaid diagram, which the page's script draws.</summary>
    public bool IsDiagram { get; init; } = Language.Equals("mermaid", StringComparison.OrdinalIgnoreCase);

    /// <summary>The heading of the code block: the file's name, else the language.</summary>
    public string Title => FileName ?? Language;

    internal static CodeText Of(CodeBlock block)
    {
        string text = block.Lines.ToString();
        if (block is not FencedCodeBlock fenced)
        {
            // The joined lines of a formula still have their indentation.
            return new CodeText("", JoinedIndentation().Replace(text, "\n"));
        }

        (string language, string? fileName) = Head($"{fenced.Info} {fenced.Arguments}".Trim());
        return new CodeText(language, SourceText.Restore(text), fileName);
    }

    // "js", "js:src/app.js", "js title=\"src/app.js\"", "{.python .numberLines}", "src/app.js".
    private static (string Language, string? FileName) Head(string head)
    {
        if (head.Length > MaxHeadLength)
        {
            return ("", null);
        }

        Match match = Heads().Match(head);
        string name = match.Groups["name"].Value;
        string? file = match.Groups["file"] is { Success: true, Length: > 0 } group ? group.Value : null;
        if (file is null && CodeLanguage.Find(name) is null && name.Contains('.', StringComparison.Ordinal) && CodeLanguage.OfFile(name) is { } language)
        {
            return (language, name);
        }

        return (name, file);
    }

    [GeneratedRegex("""\A\{?\s*\.?(?<name>[^\s{}:=]*)(?::(?<file>[^\s{}]+\.[^\s{}]+)|[^\n]*?\b(?:title|file|filename)=["']?(?<file>[^"'\s{}]+))?""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Heads();

    [GeneratedRegex("\uFDD0 {0,4}", RegexOptions.CultureInvariant)]
    private static partial Regex JoinedIndentation();
}
