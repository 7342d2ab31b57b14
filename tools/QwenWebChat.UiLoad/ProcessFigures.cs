namespace QwenWebChat.UiLoad;

/// <summary>The resources that the app's process uses.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="HeapBytes">Size of live objects after a full collection.</param>
/// <param name="ProcessorSeconds">CPU seconds of all cores since the start of the process.</param>
internal sealed record ProcessFigures(long ResidentBytes, long HeapBytes, double ProcessorSeconds)
{
    public static ProcessFigures Read()
    {
        // Read before the collection, which is not part of the load.
        double processorSeconds = Environment.CpuUsage.TotalTime.TotalSeconds;
        long resident = Environment.WorkingSet;
        return new ProcessFigures(resident, GC.GetTotalMemory(forceFullCollection: true), processorSeconds);
    }
}
