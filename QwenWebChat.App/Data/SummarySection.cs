namespace QwenWebChat.App.Data;

/// <summary>
/// A section of a document with a summary of its own. The model reads a leaf; a section above the leaves merges the
/// summaries of those below it.
/// </summary>
public sealed record SummarySection
{
    /// <summary>The id; empty while the section is planned only.</summary>
    public Guid Id { get; init; }

    public Guid SummaryId { get; init; }

    /// <summary>The section into which this one is merged; null for the topmost, and while no merge includes this one.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>0 for leaves, then upwards.</summary>
    public int Level { get; init; }

    /// <summary>The position among the sections of the level, from 0, in the order of the document.</summary>
    public required int Place { get; init; }

    /// <summary>The headings above the section, from the outermost, joined by <c> › </c>; empty for none.</summary>
    public required string Title { get; init; }

    /// <summary>The offset in the document's text.</summary>
    public required int Start { get; init; }

    public required int Length { get; init; }

    /// <summary>The first page; null if the format has no pages.</summary>
    public int? FirstPage { get; init; }

    /// <summary>The last page; null if the format has no pages.</summary>
    public int? LastPage { get; init; }

    /// <summary>The tokens of a leaf's text, or of the summaries that a merge reads.</summary>
    public int TokenCount { get; init; }

    public SummaryState State { get; init; }

    /// <summary>The summary as Markdown; its references <c>[n]</c> are numbered as the citations in the database. Empty until it is finished.</summary>
    public string Text { get; init; } = "";

    public int End => Start + Length;
}
