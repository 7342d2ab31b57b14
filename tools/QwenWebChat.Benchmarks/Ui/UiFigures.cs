namespace QwenWebChat.Benchmarks.Ui;

/// <summary>How the app held up under pages that follow answers.</summary>
internal sealed record UiFigures
{
    public required UiSettings Settings { get; init; }

    /// <summary>Until the last page could take a message.</summary>
    public required double OpeningSeconds { get; init; }

    /// <summary>Of each circuit where they are rates.</summary>
    public required StreamFigures Stream { get; init; }

    /// <summary>Cores that the app kept busy.</summary>
    public required double ServerCores { get; init; }

    /// <summary>Cores that the pages kept busy, on the same machine.</summary>
    public required double ClientCores { get; init; }

    /// <summary>Pages that only stand open.</summary>
    public required CircuitMemory OpenMemory { get; init; }

    /// <summary>Pages with an answer coming.</summary>
    public required CircuitMemory StreamingMemory { get; init; }
}
