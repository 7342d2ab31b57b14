using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries.Splitting;

/// <summary>What is never divided between leaves: a part of the document, or a piece of one that is too long.</summary>
/// <param name="Tokens">With the line ends behind it.</param>
/// <param name="HeadingLevel">0 for everything but headings.</param>
internal readonly record struct TextUnit(int Start, int Length, int Tokens, int HeadingLevel)
{
    public int End => Start + Length;

    public static TextUnit Of(DocumentPart part, int tokens) =>
        new(part.Start, part.Length, tokens, part.Kind == DocumentPartKind.Heading ? Math.Max(1, part.Level) : 0);
}
