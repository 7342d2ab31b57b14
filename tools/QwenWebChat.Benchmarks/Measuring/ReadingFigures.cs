namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>What reading a document took.</summary>
/// <param name="Bytes">Of the file.</param>
/// <param name="Pages">0 where the format has none.</param>
/// <param name="FirstSeconds">Of the first time, with the code still to be compiled.</param>
/// <param name="FirstProcessorSeconds">What the first time took of all cores.</param>
/// <param name="ReaderSeconds">The best time of a reader that is warm, in a process of its own, as the app reads.</param>
/// <param name="PeakBytes">The most memory of the whole process, the runtime included.</param>
internal sealed record ReadingFigures(
    string Format, long Bytes, int Pages, int Parts, int Characters, int Times, double FirstSeconds, double FirstProcessorSeconds, double BestSeconds, double ReaderSeconds, long PeakBytes);
