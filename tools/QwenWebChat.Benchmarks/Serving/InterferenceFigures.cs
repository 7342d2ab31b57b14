namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The effect of a long prompt on another user's answer. Times are in milliseconds.</summary>
internal sealed record InterferenceFigures
{
    public required string Model { get; init; }

    public required InterferenceSettings Settings { get; init; }

    /// <summary>Median time between two tokens of the first user, before the second prompt arrived.</summary>
    public required double MedianGapBefore { get; init; }

    public required double LongestGapBefore { get; init; }

    /// <summary>Number of steps that prefilled the second prompt.</summary>
    public required int StepCount { get; init; }

    /// <summary>Median time of one of these steps.</summary>
    public required double MedianStep { get; init; }

    /// <summary>
    /// Maximum time between two tokens of the first user, from the arrival of the second prompt to its first token.
    /// </summary>
    public required double LongestGap { get; init; }

    /// <summary>Time from the arrival of the second prompt to its first token.</summary>
    public required double IntruderTimeToFirstToken { get; init; }

    /// <summary>The maximum gap in steps; about 1 if every user gets a token in each step.</summary>
    public double LongestGapSteps => LongestGap / MedianStep;

    public IEnumerable<FormattableString> Lines() =>
    [
        $"{Model}, a prompt of {Settings.IntruderTokens} tokens while an answer comes",
        $"gap before    {MedianGapBefore,8:0.0} ms median, {LongestGapBefore:0.0} at most",
        $"step          {MedianStep,8:0.0} ms median of the {StepCount} that read the prompt",
        $"gap           {LongestGap,8:0.0} ms at most, {LongestGapSteps:0.0} steps",
        $"first token   {IntruderTimeToFirstToken,8:0.0} ms for the long prompt",
    ];
}
