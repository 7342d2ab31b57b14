using System.Collections.Immutable;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>The demands of one schema on an array's items. An item must satisfy every shape that concerns it.</summary>
/// <param name="First">The schemas of the first items.</param>
/// <param name="Others">The schema of all other items; null if they are free.</param>
internal sealed record ArrayShape(ImmutableList<SchemaNode> First, SchemaNode? Others)
{
    /// <summary>The shapes whose items <see cref="Others"/> does not concern either (unevaluatedItems).</summary>
    public ImmutableList<ArrayShape> Evaluated { get; init; } = [];

    /// <summary>False in a negation, whose items stay unevaluated.</summary>
    public bool Evaluates { get; init; } = true;

    /// <summary>The number of first items after which all are treated alike.</summary>
    public int FirstCount => Math.Max(First.Count, Evaluated.Select(shape => shape.FirstCount).DefaultIfEmpty().Max());

    /// <summary>Returns the schema of the item at an index; null if it is free.</summary>
    public SchemaNode? At(int index) =>
        index < First.Count ? First[index]
        : Evaluated.Exists(shape => shape.Evaluates && shape.Concerns(index)) ? null
        : Others;

    private bool Concerns(int index) => index < First.Count || Others is not null;
}
