namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// A string of <paramref name="head"/> followed by one of <paramref name="tail"/>. The head is never a concatenation
/// itself, so that the tails form a stack.
/// </summary>
internal sealed class Concatenation(ExpressionPool pool, Expression head, Expression tail) : Expression(pool)
{
    public Expression Head => head;

    public Expression Tail => tail;

    public override bool IsNullable { get; } = head.IsNullable && tail.IsNullable;

    protected override Expression DeriveKnown(byte value)
    {
        Expression first = Pool.Concatenate(head.Derive(value), tail);
        return head.IsNullable ? Pool.Alternate(first, tail.Derive(value)) : first;
    }

    protected override ByteSet ReadFirst() => head.IsNullable ? head.First | tail.First : head.First;

    protected override BytePartition ReadPartition() => head.IsNullable ? Pool.Meet(head.Partition, tail.Partition) : head.Partition;
}
