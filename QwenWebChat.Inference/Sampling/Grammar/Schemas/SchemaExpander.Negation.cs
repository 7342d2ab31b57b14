using System.Collections.Immutable;
using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <content>The negations, in which alternatives and conditions change places.</content>
internal sealed partial class SchemaExpander
{
    private IReadOnlyList<SchemaFacts> Excluding(IReadOnlyList<SchemaFacts> all, SchemaNode branch, ImmutableHashSet<int> open, string message)
    {
        int depth = _depth;
        try
        {
            return Not(all, branch, open);
        }
        catch (GrammarException exception)
        {
            _depth = depth;
            throw new GrammarException(message.Split(": ")[0], $"{message.Split(": ")[1]} ({exception.Place}: {exception.Reason})");
        }
    }

    /// <summary>Returns the alternatives that do not satisfy a schema.</summary>
    private IReadOnlyList<SchemaFacts> Not(IReadOnlyList<SchemaFacts> all, SchemaNode schema, ImmutableHashSet<int> open)
    {
        if (all.Count == 0 || schema.Value.ValueKind == JsonValueKind.False)
        {
            return all;
        }

        if (schema.Value.ValueKind == JsonValueKind.True)
        {
            return [];
        }

        Enter(schema, ref open);
        List<SchemaFacts> result = [];
        foreach (string keyword in SchemaReader.Keys(schema.Value, schema.Pointer).Where(keyword => !Annotations.Contains(keyword) && document.Knows(keyword)))
        {
            result.AddRange(NotKeyword(all, schema, keyword, open));
        }

        _depth--;
        return Limited(result, schema.Pointer);
    }

    private IReadOnlyList<SchemaFacts> NotKeyword(IReadOnlyList<SchemaFacts> all, SchemaNode schema, string keyword, ImmutableHashSet<int> open)
    {
        string place = $"{schema.Pointer}/{keyword}";
        JsonElement value = schema.Value.GetProperty(keyword);
        switch (keyword)
        {
            case "$ref":
                return Not(all, document.Resolve(schema, SchemaReader.Text(value, place), place), open);
            case "allOf":
                return [.. document.Items(schema, keyword).SelectMany(branch => Not(all, branch, open))];
            case "anyOf":
                return document.Items(schema, keyword).Aggregate(all, (sofar, branch) => Not(sofar, branch, open));
            case "oneOf":
                return NotOneOf(all, document.Items(schema, keyword), open);
            case "prefixItems":
                return [.. document.Items(schema, keyword).SelectMany((branch, index) => WithItem(all, index, document.Negated(branch)))];
            case "contains" when ContainsOf(schema) is { Min: 1, Max: int.MaxValue } contains:
                return Map(all, facts => facts.Of(JsonTypes.Array) with { Arrays = facts.Arrays.Add(new ArrayShape([], document.Negated(contains.Schema))) });
            case "items" when value.ValueKind != JsonValueKind.Array && !schema.Value.TryGetProperty("prefixItems", out _):
                SchemaNode other = document.Negated(document.Child(schema, keyword));
                return Map(all, facts => facts.Of(JsonTypes.Array) with { Contains = facts.Contains.Add(new ContainsShape(other, 1, int.MaxValue)) });
            case "not":
                return Apply(all, document.Child(schema, "not"), open);
            case "properties":
                return [.. document.Named(schema, keyword).SelectMany(property => WithProperty(all, property.Key, document.Negated(property.Value)))];
            case "required":
                return [.. SchemaReader.Texts(value, place).SelectMany(name => Map(all, facts => facts.Of(JsonTypes.Object) with { Forbidden = facts.Forbidden.Add(name) }))];
            default:
                return [.. SchemaKeywords.Negate(keyword, schema, value, place).SelectMany(negation => Map(all, negation))];
        }
    }

    private static List<SchemaFacts> WithProperty(IReadOnlyList<SchemaFacts> all, string name, SchemaNode schema) => Map(all, facts => facts.Of(JsonTypes.Object) with
    {
        Required = facts.Required.Add(name),
        Objects = facts.Objects.Add(new ObjectShape { Properties = new Dictionary<string, SchemaNode> { [name] = schema } }),
    });

    // None of the branches, or at least two.
    private List<SchemaFacts> NotOneOf(IReadOnlyList<SchemaFacts> all, IReadOnlyList<SchemaNode> branches, ImmutableHashSet<int> open)
    {
        List<SchemaFacts> result = [.. branches.Aggregate(all, (sofar, branch) => Not(sofar, branch, open))];
        for (int i = 0; i < branches.Count; i++)
        {
            for (int j = i + 1; j < branches.Count; j++)
            {
                result.AddRange(Apply(Apply(all, branches[i], open), branches[j], open));
            }
        }

        return result;
    }

    private List<SchemaFacts> WithItem(IReadOnlyList<SchemaFacts> all, int index, SchemaNode schema) => Map(all, facts => facts.Of(JsonTypes.Array) with
    {
        MinItems = Math.Max(facts.MinItems, index + 1),
        Arrays = facts.Arrays.Add(new ArrayShape([.. Enumerable.Repeat(document.Free, index), schema], null)),
    });

    /// <summary>Returns alternatives whose shapes leave properties and items unevaluated, as far as they are new.</summary>
    private static List<SchemaFacts> Unannotated(SchemaFacts before, IReadOnlyList<SchemaFacts> all) => Map(all, facts => facts with
    {
        Objects = [.. before.Objects, .. facts.Objects.Skip(before.Objects.Count).Select(shape => shape with { Evaluates = false })],
        Arrays = [.. before.Arrays, .. facts.Arrays.Skip(before.Arrays.Count).Select(shape => shape with { Evaluates = false })],
    });
}
