namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// A string of <paramref name="item"/> repeated. The counts are numbers rather than copies, so that large ones cost nothing
/// before they are reached.
/// </summary>
/// <param name="max">The maximum number of repetitions; <see cref="int.MaxValue"/> for no limit.</param>
internal sealed class Repetition(ExpressionPool pool, Expression item, int min, int max) : Expression(pool)
{
    public Expression Item => item;

    public int Min => min;

    public int Max => max;

    public override bool IsNullable { get; } = min == 0 || item.IsNullable;

    protected override Expression DeriveKnown(byte value) =>
        Pool.Concatenate(item.Next(value), min == 0 && max == int.MaxValue ? this : Pool.Repeat(item, Math.Max(0, min - 1), max == int.MaxValue ? max : max - 1));

    protected override ByteSet ReadFirst() => item.First;

    protected override BytePartition ReadPartition() => item.Partition;
}
