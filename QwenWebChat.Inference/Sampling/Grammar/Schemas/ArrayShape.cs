using System.Collections.Immutable;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>What one schema says of an array's items.</summary>
/// <param name="First">The schemas of the first items.</param>
/// <param name="Others">The schema of all other items; null if they are free.</param>
internal sealed record ArrayShape(ImmutableList<SchemaNode> First, SchemaNode? Others)
{
    public SchemaNode? At(int index) => index < First.Count ? First[index] : Others;
}
