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

    public IEnumerable<FormattableString> Lines() =>
    [
        $"{Settings.Circuits} circuits, {Settings.TokensPerSecond:0.#} tok/s each, {Settings.Seconds:0.#} s; opened in {OpeningSeconds:0.0} s, first words of all after {AskingSeconds:0.0} s",
        $"render delay  {Stream.RenderDelay?.P50,8:0.0} ms p50, {Stream.RenderDelay?.P95:0.0} p95, {Stream.RenderDelay?.P99:0.0} p99, {Stream.LongestRenderDelay:0.0} at most",
        $"a circuit     {Stream.TokensPerSecond,8:0.0} tok/s in {Stream.FramesPerSecond:0.0} frames/s and {Stream.BytesPerSecond / 1e3:0.0} kB/s",
        $"words         {Stream.MissedWords,8} missed or out of order",
        $"processor     {ServerCores,8:0.00} cores for the app, {MillisecondsPerFrame:0.00} ms a frame; {ClientCores:0.00} for the pages",
        $"memory        {StreamingMemory.ResidentBytes / 1e3,8:0} kB a circuit, {StreamingMemory.HeapBytes / 1e3:0} of it objects alive",
        $"while idle    {OpenMemory.ResidentBytes / 1e3,8:0} kB a circuit, {OpenMemory.HeapBytes / 1e3:0} of it objects alive",
    ];
}
