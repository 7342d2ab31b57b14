using System.Collections.Immutable;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>The demands of one schema on an object's properties. A property must satisfy every shape that concerns it.</summary>
internal sealed record ObjectShape
{
    /// <summary>The schemas of named properties, in the schema's order.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Properties { get; init; } = ImmutableDictionary<string, SchemaNode>.Empty;

    /// <summary>The schemas of properties whose name matches a pattern, by pattern.</summary>
    public IReadOnlyDictionary<string, SchemaNode> Patterns { get; init; } = ImmutableDictionary<string, SchemaNode>.Empty;

    /// <summary>The schema of all other properties; null if they are free.</summary>
    public SchemaNode? Others { get; init; }

    /// <summary>The shapes whose properties <see cref="Others"/> does not concern either (unevaluatedProperties).</summary>
    public ImmutableList<ObjectShape> Evaluated { get; init; } = [];

    /// <summary>False in a negation, whose properties stay unevaluated.</summary>
    public bool Evaluates { get; init; } = true;
}
