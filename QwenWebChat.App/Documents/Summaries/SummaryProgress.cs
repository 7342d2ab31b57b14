using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>How far a summary has come: an immutable snapshot for pages.</summary>
public sealed record SummaryProgress
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public required SummaryState State { get; init; }

    /// <summary>By level, in the order of the document. Merges appear once it is known what they merge.</summary>
    public required IReadOnlyList<SummarySection> Sections { get; init; }

    /// <summary>Of the document, by the model, in this run and earlier ones.</summary>
    public required int ReadTokens { get; init; }

    public required int DocumentTokens { get; init; }

    /// <summary>From the pace of this run; null until a section is finished.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The summary as far as it has come, its marks numbered from 1; empty until the last merge begins.</summary>
    public string Text { get; init; } = "";

    /// <summary>The engine has refused a section for now; it is asked again.</summary>
    public bool IsEngineBusy { get; init; }

    /// <summary>What has been read; null before the document is open.</summary>
    public SummaryCoverage? Coverage { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public SummaryFailure? Failure { get; init; }

    public int FinishedLeafCount => Sections.Count(section => section is { Level: 0, State: SummaryState.Finished });

    public int LeafCount => Sections.Count(section => section.Level == 0);
}
