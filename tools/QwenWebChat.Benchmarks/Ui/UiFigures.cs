namespace QwenWebChat.Benchmarks.Ui;

/// <summary>How the app held up under pages that follow answers.</summary>
internal sealed record UiFigures
{
    public required UiSettings Settings { get; init; }

    /// <summary>Until the last page could take a message.</summary>
    public double OpeningSeconds { get; init; }

    /// <summary>From when all asked at once until each page had the first word of its answer.</summary>
    public double AskingSeconds { get; init; }

    /// <summary>Of each circuit where they are rates.</summary>
    public required StreamFigures Stream { get; init; }

    /// <summary>Cores that the app kept busy.</summary>
    public required double ServerCores { get; init; }

    /// <summary>The app's processor time for each frame of each page: steadier than delays where others use the machine.</summary>
    public double MillisecondsPerFrame => ServerCores * 1000 / (Stream.FramesPerSecond * Settings.Circuits);

    /// <summary>Cores that the pages kept busy, on the same machine.</summary>
    public required double ClientCores { get; init; }

    /// <summary>Pages that only stand open.</summary>
    public required CircuitMemory OpenMemory { get; init; }

    /// <summary>Pages with an answer coming.</summary>
    public required CircuitMemory StreamingMemory { get; init; }
}
