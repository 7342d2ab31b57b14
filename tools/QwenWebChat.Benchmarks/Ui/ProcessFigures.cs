namespace QwenWebChat.Benchmarks.Ui;

/// <summary>What the app's process uses.</summary>
/// <param name="ResidentBytes">Of its memory, what is in RAM.</param>
/// <param name="HeapBytes">Objects alive after a full collection.</param>
/// <param name="ProcessorSeconds">Of all cores, since it started.</param>
internal sealed record ProcessFigures(long ResidentBytes, long HeapBytes, double ProcessorSeconds)
{
    public static ProcessFigures Read()
    {
        // Before the collection, which is not the load's.
        double processorSeconds = Environment.CpuUsage.TotalTime.TotalSeconds;
        long resident = Environment.WorkingSet;
        return new ProcessFigures(resident, GC.GetTotalMemory(forceFullCollection: true), processorSeconds);
    }
}
