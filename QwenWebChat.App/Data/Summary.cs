namespace QwenWebChat.App.Data;

/// <summary>A summary of a document, being written or finished.</summary>
internal sealed class Summary
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public required SummaryOptions Options { get; init; }

    public SummaryState State { get; set; }

    /// <summary>The model that wrote it.</summary>
    public required string Model { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The tokens of the document's text.</summary>
    public required int DocumentTokens { get; init; }

    /// <summary>Markdown, in which <c>[n]</c> refers to the citation of that number; as far as it has come.</summary>
    public string Text { get; set; } = "";

    public List<SummarySection> Sections { get; init; } = [];

    public List<StoredCitation> Citations { get; init; } = [];
}
