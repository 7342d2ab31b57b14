namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>One byte of a set.</summary>
internal sealed class ByteExpression(ExpressionPool pool, ByteSet bytes) : Expression(pool)
{
    public ByteSet Bytes => bytes;

    public override bool IsNullable => false;

    protected override Expression DeriveKnown(byte value) => Pool.Empty;

    protected override ByteSet ReadFirst() => bytes;

    protected override BytePartition ReadPartition() => Pool.Known(BytePartition.Of(bytes));
}
