namespace QwenWebChat.Benchmarks.Serving;

/// <summary>What a long prompt did to somebody else's answer. Times are in milliseconds.</summary>
internal sealed record InterferenceFigures
{
    public required string Model { get; init; }

    public required InterferenceSettings Settings { get; init; }

    /// <summary>Between two tokens of the first user, before the intruder came.</summary>
    public required double MedianGapBefore { get; init; }

    public required double LongestGapBefore { get; init; }

    /// <summary>Steps that read the intruder's prompt.</summary>
    public required int StepCount { get; init; }

    /// <summary>One of these steps.</summary>
    public required double MedianStep { get; init; }

    /// <summary>Between two tokens of the first user, from the intruder's arrival to its first token.</summary>
    public required double LongestGap { get; init; }

    /// <summary>From the intruder's arrival to its first token.</summary>
    public required double IntruderTimeToFirstToken { get; init; }

    /// <summary>About 1 where everybody gets a token in each step.</summary>
    public double LongestGapSteps => LongestGap / MedianStep;
}
