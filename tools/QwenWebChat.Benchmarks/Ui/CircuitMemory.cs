namespace QwenWebChat.Benchmarks.Ui;

/// <summary>What the app's process takes more for each circuit.</summary>
/// <param name="ResidentBytes">In RAM.</param>
/// <param name="HeapBytes">Objects alive.</param>
internal sealed record CircuitMemory(double ResidentBytes, double HeapBytes)
{
    public static CircuitMemory Between(ProcessFigures without, ProcessFigures with, int circuits) =>
        new((double)(with.ResidentBytes - without.ResidentBytes) / circuits, (double)(with.HeapBytes - without.HeapBytes) / circuits);
}
