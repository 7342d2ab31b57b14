using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries.Splitting;

/// <summary>A unit that is never split between leaves: a part of the document, or a piece of a part that is too long.</summary>
/// <param name="Tokens">The tokens, with the line ends after it.</param>
/// <param name="HeadingLevel">The level of a heading; 0 for other parts.</param>
internal readonly record struct TextUnit(int Start, int Length, int Tokens, int HeadingLevel)
{
    public int End => Start + Length;

    public static TextUnit Of(DocumentPart part, int tokens) =>
        new(part.Start, part.Length, tokens, part.Kind == DocumentPartKind.Heading ? Math.Max(1, part.Level) : 0);
}
