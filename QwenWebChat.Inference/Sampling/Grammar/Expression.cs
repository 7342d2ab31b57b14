namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// A set of byte strings: a state of the automaton that a grammar compiles to. The expression after a byte is its
/// derivative (Brzozowski 1964): what may follow. Concatenations of derivatives act as the automaton's stack. An
/// expression other than <see cref="ExpressionPool.Nothing"/> always has at least one string, so that a generation never
/// runs into a dead end. Equal expressions of a pool are the same object; not thread-safe.
/// </summary>
internal abstract class Expression(ExpressionPool pool)
{
    private Expression?[]? _next;
    private ByteSet? _first;
    private BytePartition? _partition;

    /// <summary>A number that orders the expressions of a pool.</summary>
    public int Id { get; } = pool.TakeId();

    /// <summary>True if the empty string is in the set.</summary>
    public abstract bool IsNullable { get; }

    /// <summary>The bytes that a string of the set may begin with: all of them, perhaps more.</summary>
    public ByteSet First => _first ??= ReadFirst();

    /// <summary>Bytes of a class have the same derivative.</summary>
    public BytePartition Partition => _partition ??= ReadPartition();

    protected ExpressionPool Pool { get; } = pool;

    /// <summary>Returns what may follow a byte, and remembers it; <see cref="ExpressionPool.Nothing"/> if the byte may not come.</summary>
    public virtual Expression Next(byte value)
    {
        if (_next is null)
        {
            _next = new Expression?[Partition.Count];
            Pool.CountRow(this, _next.Length);
        }

        return _next[_partition!.Classes[value]] ??= Derive(value);
    }

    /// <summary>Returns what may follow a byte, without remembering it.</summary>
    public Expression Derive(byte value) => First.Contains(value) ? DeriveKnown(value) : Pool.Nothing;

    /// <summary>Forgets the remembered derivatives, which are computed again when they are needed.</summary>
    public void Forget() => _next = null;

    /// <summary>Returns what may follow a byte of <see cref="First"/>.</summary>
    protected abstract Expression DeriveKnown(byte value);

    protected abstract ByteSet ReadFirst();

    protected abstract BytePartition ReadPartition();
}
