namespace QwenWebChat.UiLoad;

/// <summary>The results of the app under the load of pages that follow answers.</summary>
internal sealed record UiFigures
{
    public required UiSettings Settings { get; init; }

    /// <summary>Seconds until the last page could send a message.</summary>
    public double OpeningSeconds { get; init; }

    /// <summary>Seconds from the simultaneous requests until each page had the first word of its answer.</summary>
    public double AskingSeconds { get; init; }

    /// <summary>The figures of the streams; rates are those of each circuit.</summary>
    public required StreamFigures Stream { get; init; }

    /// <summary>The number of CPU cores that the app used.</summary>
    public required double ServerCores { get; init; }

    /// <summary>The app's CPU time for each frame of each page: more stable than delays on a machine with other load.</summary>
    public double MillisecondsPerFrame => ServerCores * 1000 / (Stream.FramesPerSecond * Settings.Circuits);

    /// <summary>The number of CPU cores that the pages used, on the same machine.</summary>
    public required double ClientCores { get; init; }

    /// <summary>The memory of idle pages.</summary>
    public required CircuitMemory OpenMemory { get; init; }

    /// <summary>The memory of pages with a running answer.</summary>
    public required CircuitMemory StreamingMemory { get; init; }
}
