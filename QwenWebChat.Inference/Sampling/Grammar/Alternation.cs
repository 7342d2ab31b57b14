namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A string of any of some expressions, which are different and in the order of their numbers.</summary>
internal sealed class Alternation(ExpressionPool pool, Expression[] members) : Expression(pool)
{
    public IReadOnlyList<Expression> Members => members;

    public override bool IsNullable { get; } = Array.Exists(members, member => member.IsNullable);

    protected override Expression DeriveKnown(byte value)
    {
        List<Expression> next = [];
        foreach (Expression member in members)
        {
            if (member.First.Contains(value))
            {
                next.Add(member.Derive(value));
            }
        }

        return Pool.Alternate(next);
    }

    protected override ByteSet ReadFirst() => Union(members);

    protected override BytePartition ReadPartition() => Pool.Meet(members);

    private static ByteSet Union(Expression[] members)
    {
        ByteSet union = ByteSet.None;
        foreach (Expression member in members)
        {
            union |= member.First;
        }

        return union;
    }
}
