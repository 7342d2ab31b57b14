namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// Classes of bytes after which an expression goes on alike, so that a derivative is computed once for a class (Owens, Reppy and
/// Turon 2009).
/// </summary>
internal sealed class BytePartition : IEquatable<BytePartition>
{
    private readonly byte[] _classes;

    /// <param name="classes">The number of each byte's class, in the order of their first bytes.</param>
    private BytePartition(byte[] classes, int count)
    {
        (_classes, Count) = (classes, count);
    }

    /// <summary>All bytes in one class.</summary>
    public static BytePartition One { get; } = Of(_ => 0);

    /// <summary>Each byte in its own class.</summary>
    public static BytePartition Each { get; } = Of(value => value);

    /// <summary>The number of classes.</summary>
    public int Count { get; }

    /// <summary>The number of each byte's class.</summary>
    public ReadOnlySpan<byte> Classes => _classes;

    /// <summary>Returns the partition whose classes are the bytes of the same key.</summary>
    public static BytePartition Of(Func<byte, int> keyOf)
    {
        byte[] classes = new byte[256];
        Dictionary<int, byte> numbers = [];
        for (int value = 0; value < 256; value++)
        {
            int key = keyOf((byte)value);
            if (!numbers.TryGetValue(key, out byte number))
            {
                numbers[key] = number = (byte)numbers.Count;
            }

            classes[value] = number;
        }

        return new BytePartition(classes, numbers.Count);
    }

    /// <summary>Returns the classes of a set and of all other bytes.</summary>
    public static BytePartition Of(ByteSet set) => Of(value => set.Contains(value) ? 1 : 0);

    /// <summary>Returns the coarsest partition that divides what either divides.</summary>
    public BytePartition Meet(BytePartition other) => Of(value => (_classes[value] << 8) | other._classes[value]);

    public bool Equals(BytePartition? other) => other is not null && _classes.AsSpan().SequenceEqual(other._classes);

    public override bool Equals(object? obj) => Equals(obj as BytePartition);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_classes);
        return hash.ToHashCode();
    }
}
