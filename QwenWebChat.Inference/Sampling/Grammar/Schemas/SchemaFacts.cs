using System.Collections.Immutable;
using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>
/// One alternative of what some schemas say together of a value: all of it must hold. Facts about a type concern only values
/// of that type, as in JSON Schema.
/// </summary>
internal sealed record SchemaFacts
{
    public static SchemaFacts Free { get; } = new();

    public JsonTypes Types { get; init; } = JsonTypes.All;

    /// <summary>The only values; null for any.</summary>
    public ImmutableList<JsonElement>? Values { get; init; }

    /// <summary>Values that are excluded.</summary>
    public ImmutableList<JsonElement> Excluded { get; init; } = [];

    public NumberRange Numbers { get; init; } = NumberRange.All;

    public int MinLength { get; init; }

    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>Regular expressions that strings match, with their places; excluded ones must not match.</summary>
    public ImmutableList<(string Pattern, string Place, bool IsExcluded)> Patterns { get; init; } = [];

    /// <summary>The formats of strings, with their places; excluded ones must not match.</summary>
    public ImmutableList<(string Format, string Place, bool IsExcluded)> Formats { get; init; } = [];

    public ImmutableList<ArrayShape> Arrays { get; init; } = [];

    public int MinItems { get; init; }

    public int MaxItems { get; init; } = int.MaxValue;

    /// <summary>The place where distinct items are asked for; null if nowhere.</summary>
    public string? UniqueAt { get; init; }

    /// <summary>The bounds on the numbers of items that satisfy other schemas.</summary>
    public ImmutableList<ContainsShape> Contains { get; init; } = [];

    public ImmutableList<ObjectShape> Objects { get; init; } = [];

    public ImmutableList<string> Required { get; init; } = [];

    public ImmutableHashSet<string> Forbidden { get; init; } = [];

    public int MinProperties { get; init; }

    /// <summary>The place of <see cref="MinProperties"/>.</summary>
    public string MinPropertiesAt { get; init; } = "";

    public int MaxProperties { get; init; } = int.MaxValue;

    /// <summary>The schemas of all property names.</summary>
    public ImmutableList<SchemaNode> Names { get; init; } = [];

    /// <summary>Returns the facts for only some of the types.</summary>
    public SchemaFacts Of(JsonTypes types) => this with { Types = Types & types };

    /// <summary>Returns a key that is equal for facts that say the same: properties are often required by several ways.</summary>
    public (SchemaFacts Others, string Required, string Forbidden) Key() =>
        (this with { Required = [], Forbidden = [] }, string.Join('\n', Required.Distinct().Order(StringComparer.Ordinal)), string.Join('\n', Forbidden.Order(StringComparer.Ordinal)));
}
