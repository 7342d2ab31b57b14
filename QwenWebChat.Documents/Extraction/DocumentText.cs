namespace QwenWebChat.Documents.Extraction;

/// <summary>
/// What a file says. <see cref="Parts"/> are in order, do not overlap and lie within <see cref="Text"/>, so a citation is
/// a range of the text, and its page the last of <see cref="Pages"/> that starts at or before it.
/// Lines end in <c>\n</c>. Characters that nobody sees and that would still be read (control characters, zero-width
/// spaces, changes of writing direction, tags) are not in the text; those that shape what is seen (joiners of emoji and
/// Indic scripts) are.
/// </summary>
public sealed record DocumentText
{
    public required string Text { get; init; }

    public required FileFormat Format { get; init; }

    public IReadOnlyList<DocumentPart> Parts { get; init; } = [];

    /// <summary>Empty where the format has no pages, or the file does not say where they are.</summary>
    public IReadOnlyList<DocumentPage> Pages { get; init; } = [];

    /// <summary>What was left out or guessed.</summary>
    public IReadOnlyList<ReadingProblem> Problems { get; init; } = [];

    /// <summary>The title that the file names itself; null if none.</summary>
    public string? Title { get; init; }

    /// <summary>The IANA name of a text file's encoding; null for formats that settle it themselves.</summary>
    public string? Encoding { get; init; }

    public ReadOnlySpan<char> this[DocumentPart part] => Text.AsSpan(part.Start, part.Length);
}
