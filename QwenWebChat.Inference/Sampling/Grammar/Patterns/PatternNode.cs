namespace QwenWebChat.Inference.Sampling.Grammar.Patterns;

/// <summary>A part of a parsed regular expression.</summary>
internal abstract record PatternNode
{
    /// <summary>True if it contains an anchor or a look-ahead.</summary>
    public abstract bool HasAssertion { get; }

    public sealed record Characters(CodePointSet Set) : PatternNode
    {
        public override bool HasAssertion => false;
    }

    public sealed record Series(IReadOnlyList<PatternNode> Parts) : PatternNode
    {
        public override bool HasAssertion { get; } = Parts.Any(part => part.HasAssertion);
    }

    public sealed record Choice(IReadOnlyList<PatternNode> Options) : PatternNode
    {
        public override bool HasAssertion { get; } = Options.Any(option => option.HasAssertion);
    }

    /// <param name="Max">The maximum; <see cref="int.MaxValue"/> for no limit.</param>
    public sealed record Repeated(PatternNode Item, int Min, int Max) : PatternNode
    {
        public override bool HasAssertion { get; } = Item.HasAssertion;
    }

    public sealed record Start : PatternNode
    {
        public override bool HasAssertion => true;
    }

    public sealed record End : PatternNode
    {
        public override bool HasAssertion => true;
    }

    public sealed record LookAhead(PatternNode Content, bool IsNegative) : PatternNode
    {
        public override bool HasAssertion => true;
    }
}
