namespace QwenWebChat.Documents.Extraction;

/// <summary>
/// The text of a file. <see cref="Parts"/> are in order, do not overlap and lie within <see cref="Text"/>. A citation is
/// a range of the text, and its page is the last of <see cref="Pages"/> that starts at or before it.
/// Lines end with <c>\n</c>. The text does not contain invisible characters that a model would still read (control
/// characters, zero-width spaces, changes of writing direction, tags), but it contains those that shape visible text
/// (joiners of emoji and Indic scripts).
/// </summary>
public sealed record DocumentText
{
    public required string Text { get; init; }

    public required FileFormat Format { get; init; }

    public IReadOnlyList<DocumentPart> Parts { get; init; } = [];

    /// <summary>The pages; empty if the format has no pages, or if the file does not say where they begin.</summary>
    public IReadOnlyList<DocumentPage> Pages { get; init; } = [];

    /// <summary>The omitted and guessed parts of the file.</summary>
    public IReadOnlyList<ReadingProblem> Problems { get; init; } = [];

    /// <summary>The title in the file's properties; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The IANA name of a text file's encoding; null for formats that define it.</summary>
    public string? Encoding { get; init; }

    public ReadOnlySpan<char> this[DocumentPart part] => Text.AsSpan(part.Start, part.Length);
}
