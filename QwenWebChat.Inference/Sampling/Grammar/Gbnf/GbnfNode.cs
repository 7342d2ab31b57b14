namespace QwenWebChat.Inference.Sampling.Grammar.Gbnf;

/// <summary>A part of a rule of a GBNF grammar.</summary>
internal abstract record GbnfNode
{
    public sealed record Text(string Value) : GbnfNode;

    public sealed record Characters(CodePointSet Set) : GbnfNode;

    /// <param name="Position">The position in the grammar, for messages.</param>
    public sealed record Reference(string Name, int Position) : GbnfNode;

    public sealed record Series(IReadOnlyList<GbnfNode> Parts) : GbnfNode;

    public sealed record Choice(IReadOnlyList<GbnfNode> Options) : GbnfNode;

    /// <param name="Max">The maximum; <see cref="int.MaxValue"/> for no limit.</param>
    public sealed record Repeated(GbnfNode Item, int Min, int Max) : GbnfNode;
}
