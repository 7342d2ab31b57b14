namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A string that all of some expressions have. None of them contains a <see cref="Rule"/>.</summary>
internal sealed class Intersection(ExpressionPool pool, Expression[] members) : Expression(pool)
{
    private Expression?[]? _candidates;

    public IReadOnlyList<Expression> Members => members;

    /// <summary>True if the set has a string; null until that is searched.</summary>
    public bool? HasString { get; set; }

    public override bool IsNullable { get; } = Array.TrueForAll(members, member => member.IsNullable);

    /// <summary>True if it is plainly endless: strings without a maximum length, but for a few texts.</summary>
    public bool IsEndless => Array.TrueForAll(members, member =>
        member is Complement { IsOfFewTexts: true } or Repetition { Max: int.MaxValue, Item: CharacterExpression { HasPlainCharacters: true } });

    /// <summary>Returns one byte of each class that a string may begin with.</summary>
    public IEnumerable<byte> FirstOfClasses()
    {
        HashSet<byte> classes = [];
        for (int value = First.NextFrom(0); value >= 0; value = value == 255 ? -1 : First.NextFrom(value + 1))
        {
            if (classes.Add(Partition.Classes[value]))
            {
                yield return (byte)value;
            }
        }
    }

    /// <summary>Returns the derivative, which may be an intersection without a string.</summary>
    public Expression Candidate(byte value) =>
        (_candidates ??= new Expression?[Partition.Count])[Partition.Classes[value]] ??= Pool.Intersect([.. members.Select(member => member.First.Contains(value) ? member.Next(value) : Pool.Nothing)]);

    protected override Expression DeriveKnown(byte value)
    {
        Expression candidate = Candidate(value);
        return StringSearch.HasString(candidate) ? candidate : Pool.Nothing;
    }

    protected override ByteSet ReadFirst() => members.Aggregate(ByteSet.All, (set, member) => set & member.First);

    protected override BytePartition ReadPartition() => Pool.Meet(members);
}
