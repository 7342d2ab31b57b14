using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The progress of a summary: an immutable snapshot for pages.</summary>
public sealed record SummaryProgress
{
    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public required SummaryState State { get; init; }

    /// <summary>True until the run ends: finished, stopped or failed.</summary>
    public bool IsRunning => State is SummaryState.Waiting or SummaryState.Running;

    /// <summary>The sections by level, in the order of the document. Merges appear when their sections are known.</summary>
    public required IReadOnlyList<SummarySection> Sections { get; init; }

    /// <summary>The tokens of the document that the model has read, in this run and earlier ones.</summary>
    public required int ReadTokens { get; init; }

    public required int DocumentTokens { get; init; }

    /// <summary>The estimated time left at the speed of this run; null until a section is finished.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>The summary so far, with its references numbered from 1; empty until the last merge begins.</summary>
    public string Text { get; init; } = "";

    /// <summary>True while the engine is too busy to accept a section, which is retried.</summary>
    public bool IsEngineBusy { get; init; }

    /// <summary>The part of the document that was read; null before the document is opened.</summary>
    public SummaryCoverage? Coverage { get; init; }

    /// <summary>The reason of the failure; null unless it failed.</summary>
    public SummaryFailure? Failure { get; init; }

    public int FinishedLeafCount => Sections.Count(section => section is { Level: 0, State: SummaryState.Finished });

    public int LeafCount => Sections.Count(section => section.Level == 0);
}
