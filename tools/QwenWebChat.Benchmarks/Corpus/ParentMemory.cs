namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The memory of this process, which starts the readers as the server does.</summary>
/// <param name="ResidentBytes">The whole process, with the runtime.</param>
/// <param name="HeapBytes">Objects that are alive.</param>
internal readonly record struct ParentMemory(long ResidentBytes, long HeapBytes)
{
    public static ParentMemory Read()
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        return new ParentMemory(Environment.WorkingSet, heap);
    }
}
