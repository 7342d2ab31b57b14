namespace QwenWebChat.App.Data;

/// <summary>
/// A stretch of the document with a summary of its own: a leaf is read by the model, an inner one is merged from those below.
/// </summary>
internal sealed class SummarySection
{
    public required Guid Id { get; init; }

    public required Guid SummaryId { get; init; }

    /// <summary>The section into which it is merged; null for the topmost.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>0 for leaves, then upwards.</summary>
    public required int Level { get; init; }

    /// <summary>The place among those of its level, from 0, in the order of the document.</summary>
    public required int Place { get; init; }

    /// <summary>The heading that it stands under; empty for none.</summary>
    public required string Title { get; init; }

    /// <summary>Where it begins in the document's text.</summary>
    public required int Start { get; init; }

    public required int Length { get; init; }

    /// <summary>The pages that it lies on; null where the format has none.</summary>
    public int? FirstPage { get; init; }

    public int? LastPage { get; init; }

    /// <summary>Of its text for a leaf; of what it is merged from otherwise, once that is known.</summary>
    public int TokenCount { get; set; }

    public SummaryState State { get; set; }

    public string Text { get; set; } = "";
}
