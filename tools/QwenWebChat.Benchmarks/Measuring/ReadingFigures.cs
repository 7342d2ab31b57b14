namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The time and memory of reading a document.</summary>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Pages">Number of pages; 0 if the format has none.</param>
/// <param name="FirstSeconds">Seconds of the first reading, including code compilation.</param>
/// <param name="FirstProcessorSeconds">CPU seconds of the first reading on all cores.</param>
/// <param name="ReaderSeconds">The fastest time of a warm reader in its own process, as in the app.</param>
/// <param name="PeakBytes">Peak memory of the whole process, runtime included.</param>
internal sealed record ReadingFigures(
    string Format, long Bytes, int Pages, int Parts, int Characters, int Times, double FirstSeconds, double FirstProcessorSeconds, double BestSeconds, double ReaderSeconds, long PeakBytes);
