using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>Decides whether alternatives of <c>oneOf</c> can be told apart: that no value satisfies two of them. False if unsure.</summary>
internal sealed class SchemaDisjunction(SchemaCompiler compiler, StringCompiler strings)
{
    // Objects that are told apart by a property of a property of a property.
    private const int MaxDepth = 3;

    public bool AreDisjoint(SchemaFacts left, SchemaFacts right, int depth)
    {
        JsonTypes common = left.Types & right.Types;
        if (left.Values is not null || right.Values is not null)
        {
            IEnumerable<JsonElement> values = left.Values ?? right.Values!;
            return !values.Any(value => (common & SchemaReader.TypeOf(value)) != JsonTypes.None && MayHave(left, value) && MayHave(right, value));
        }

        return (common & (JsonTypes.Null | JsonTypes.Boolean)) == JsonTypes.None
            && ((common & JsonTypes.Number) == JsonTypes.None || !left.Numbers.Intersect(right.Numbers).HasNumber)
            && ((common & JsonTypes.String) == JsonTypes.None || !HaveCommonString(left, right))
            && ((common & JsonTypes.Array) == JsonTypes.None || AreDisjointArrays(left, right, depth))
            && ((common & JsonTypes.Object) == JsonTypes.None || AreDisjointObjects(left, right, depth));
    }

    private bool MayHave(SchemaFacts facts, JsonElement value) =>
        (facts.Values is null || facts.Values.Exists(known => SchemaReader.AreEqual(known, value)))
        && SchemaCompiler.Has(compiler.Compile(facts with { Values = null }), JsonSerializer.Serialize(value));

    private bool HaveCommonString(SchemaFacts left, SchemaFacts right) =>
        strings.Content(left with
        {
            MinLength = Math.Max(left.MinLength, right.MinLength),
            MaxLength = Math.Min(left.MaxLength, right.MaxLength),
            Patterns = left.Patterns.AddRange(right.Patterns),
            Formats = left.Formats.AddRange(right.Formats),
            Excluded = left.Excluded.AddRange(right.Excluded),
        }) is not ConstantExpression { IsNullable: false };

    private bool AreDisjointArrays(SchemaFacts left, SchemaFacts right, int depth)
    {
        int min = Math.Max(left.MinItems, right.MinItems);
        return min > Math.Min(left.MaxItems, right.MaxItems)
            || (depth < MaxDepth && Enumerable.Range(0, Math.Min(min, 16)).Any(i => AreDisjoint(ArrayCompiler.SchemasAt(left, i), ArrayCompiler.SchemasAt(right, i), depth)));
    }

    private bool AreDisjointObjects(SchemaFacts left, SchemaFacts right, int depth)
    {
        if (Math.Max(left.MinProperties, right.MinProperties) > Math.Min(left.MaxProperties, right.MaxProperties)
            || left.Required.Any(right.Forbidden.Contains) || right.Required.Any(left.Forbidden.Contains))
        {
            return true;
        }

        return depth < MaxDepth && left.Required.Concat(right.Required).Distinct().Any(name => AreDisjoint(compiler.SchemasOf(left, name), compiler.SchemasOf(right, name), depth));
    }

    private bool AreDisjoint(IReadOnlyCollection<SchemaNode> left, IReadOnlyCollection<SchemaNode> right, int depth)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return left.Concat(right).Any(schema => schema.Value.ValueKind == JsonValueKind.False);
        }

        return compiler.Expand(left).All(one => compiler.Expand(right).All(other => AreDisjoint(one, other, depth + 1)));
    }
}
