namespace QwenWebChat.App.Data;

/// <summary>A summary of a document, running or finished.</summary>
public sealed record Summary
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public required SummaryOptions Options { get; init; }

    public SummaryState State { get; init; }

    /// <summary>The name of the model.</summary>
    public required string Model { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time at which it was finished; null until then.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The tokens of the document's text, counted by the model that began the summary.</summary>
    public required int DocumentTokens { get; init; }

    /// <summary>Markdown, in which <c>[n]</c> refers to the citation of that number; incomplete while the summary runs.</summary>
    public string Text { get; init; } = "";

    /// <summary>The sections; empty if they were not loaded.</summary>
    public List<SummarySection> Sections { get; init; } = [];

    /// <summary>The citations of all sections; empty if they were not loaded.</summary>
    public List<StoredCitation> Citations { get; init; } = [];
}
