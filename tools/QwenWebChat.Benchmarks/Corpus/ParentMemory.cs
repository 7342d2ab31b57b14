namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The memory of this process, which starts the readers like the server does.</summary>
/// <param name="ResidentBytes">Resident memory of the whole process, runtime included.</param>
/// <param name="HeapBytes">Size of live objects.</param>
internal readonly record struct ParentMemory(long ResidentBytes, long HeapBytes)
{
    public static ParentMemory Read()
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        return new ParentMemory(Environment.WorkingSet, heap);
    }
}
