namespace QwenWebChat.App.Data;

/// <summary>Words of a document that a claim rests on.</summary>
internal sealed class Citation
{
    public required Guid Id { get; init; }

    /// <summary>The summary that it stands in; null for an answer's.</summary>
    public Guid? SummaryId { get; init; }

    /// <summary>The answer that it stands in; null for a summary's.</summary>
    public Guid? MessageId { get; init; }

    public required Guid DocumentId { get; init; }

    /// <summary>Under which the text refers to it, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The words as the model wrote them.</summary>
    public required string Quote { get; init; }

    /// <summary>Where they were found in the document's text; null where they were not.</summary>
    public int? Start { get; init; }

    public int Length { get; init; }

    public int? Page { get; init; }
}
