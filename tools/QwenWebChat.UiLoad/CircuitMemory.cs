namespace QwenWebChat.UiLoad;

/// <summary>The additional memory of the app's process for each circuit.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="HeapBytes">Size of live objects.</param>
internal sealed record CircuitMemory(double ResidentBytes, double HeapBytes)
{
    public static CircuitMemory Between(ProcessFigures without, ProcessFigures with, int circuits) =>
        new((double)(with.ResidentBytes - without.ResidentBytes) / circuits, (double)(with.HeapBytes - without.HeapBytes) / circuits);
}
