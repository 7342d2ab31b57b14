namespace QwenWebChat.UiLoad;

/// <summary>Formats the results of pages under load as a table.</summary>
internal static class UiReport
{
    private const double Kilobyte = 1e3;

    public static IEnumerable<FormattableString> Lines(UiFigures figures)
    {
        StreamFigures stream = figures.Stream;
        yield return $"{figures.Settings.Circuits} circuits, {figures.Settings.TokensPerSecond:0.#} tok/s each, {figures.Settings.Seconds:0.#} s; opened in {figures.OpeningSeconds:0.0} s, first words of all after {figures.AskingSeconds:0.0} s";
        yield return $"render delay  {stream.RenderDelay?.P50,8:0.0} ms p50, {stream.RenderDelay?.P95:0.0} p95, {stream.RenderDelay?.P99:0.0} p99, {stream.LongestRenderDelay:0.0} at most";
        yield return $"a circuit     {stream.TokensPerSecond,8:0.0} tok/s in {stream.FramesPerSecond:0.0} frames/s and {stream.BytesPerSecond / Kilobyte:0.0} kB/s";
        yield return $"words         {stream.MissedWords,8} missed or out of order";
        yield return $"processor     {figures.ServerCores,8:0.00} cores for the app, {figures.MillisecondsPerFrame:0.00} ms a frame; {figures.ClientCores:0.00} for the pages";
        yield return $"memory        {figures.StreamingMemory.ResidentBytes / Kilobyte,8:0} kB a circuit, {figures.StreamingMemory.HeapBytes / Kilobyte:0} of it objects alive";
        yield return $"while idle    {figures.OpenMemory.ResidentBytes / Kilobyte,8:0} kB a circuit, {figures.OpenMemory.HeapBytes / Kilobyte:0} of it objects alive";
    }
}
