namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>Any byte string that <paramref name="excluded"/> does not have; used only inside an <see cref="Intersection"/>.</summary>
internal sealed class Complement(ExpressionPool pool, Expression excluded) : Expression(pool)
{
    public Expression Excluded => excluded;

    public override bool IsNullable => !excluded.IsNullable;

    protected override Expression DeriveKnown(byte value) => Pool.Not(excluded.First.Contains(value) ? excluded.Next(value) : Pool.Nothing);

    protected override ByteSet ReadFirst() => ByteSet.All;
}
