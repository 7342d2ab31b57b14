namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>Any byte string that <paramref name="excluded"/> does not have; used only inside an <see cref="Intersection"/>.</summary>
internal sealed class Complement(ExpressionPool pool, Expression excluded) : Expression(pool)
{
    public Expression Excluded => excluded;

    /// <summary>True if only named texts are excluded: beside a character more, they are never all that a string could become.</summary>
    public bool IsOfFewTexts { get; } = IsFewTexts(excluded);

    public override bool IsNullable => !excluded.IsNullable;

    private static bool IsFewTexts(Expression expression) => expression switch
    {
        Literal or ConstantExpression => true,
        Alternation alternation => alternation.Members.All(IsFewTexts),
        // The rest of an escape.
        Concatenation { Tail: Literal, Head: not Repetition } => true,
        _ => false,
    };

    protected override Expression DeriveKnown(byte value) => Pool.Not(excluded.First.Contains(value) ? excluded.Next(value) : Pool.Nothing);

    protected override ByteSet ReadFirst() => ByteSet.All;

    protected override BytePartition ReadPartition() => excluded.Partition;
}
