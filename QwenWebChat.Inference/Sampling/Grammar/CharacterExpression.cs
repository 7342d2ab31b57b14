namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>One character of a set, in one of its spellings.</summary>
internal sealed class CharacterExpression(ExpressionPool pool, CodePointSet set, TextEncoding encoding) : Expression(pool)
{
    private Expression? _spellings;

    public CodePointSet Set => set;

    public bool HasAllCharacters { get; } = set.Equals(CodePointSet.All);

    public override bool IsNullable => false;

    /// <summary>True if every plain character is in the set; see <see cref="PlainCharacters"/>.</summary>
    public bool HasPlainCharacters { get; } = encoding == TextEncoding.Json && PlainCharacters.AreIn(set);

    private Expression Spellings => _spellings ??= CharacterSpellings.Of(Pool, set, encoding);

    protected override Expression DeriveKnown(byte value) => Spellings.Next(value);

    protected override ByteSet ReadFirst() => Spellings.First;

    protected override BytePartition ReadPartition() => Spellings.Partition;
}
