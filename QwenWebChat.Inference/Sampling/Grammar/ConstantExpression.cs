namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The set of no string, or the set of only the empty string.</summary>
internal sealed class ConstantExpression(ExpressionPool pool, bool isNullable) : Expression(pool)
{
    public override bool IsNullable => isNullable;

    protected override Expression DeriveKnown(byte value) => Pool.Nothing;

    protected override ByteSet ReadFirst() => ByteSet.None;

    protected override BytePartition ReadPartition() => BytePartition.One;
}
