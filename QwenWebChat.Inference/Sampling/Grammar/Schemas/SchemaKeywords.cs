using System.Collections.Immutable;
using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>The keywords that add one fact each, and their negations.</summary>
internal static class SchemaKeywords
{
    private static readonly HashSet<string> Constraining =
    [
        "multipleOf", "uniqueItems", "patternProperties", "additionalProperties", "propertyNames", "prefixItems", "additionalItems", "contains", "if", "dependentRequired",
        "dependentSchemas", "dependencies", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$recursiveRef", "extends", "disallow", "divisibleBy",
    ];

    private static readonly Dictionary<string, Func<SchemaFacts, SchemaNode, JsonElement, string, SchemaFacts>> Simple = new()
    {
        ["type"] = (facts, _, value, place) => facts.Of(SchemaReader.Types(value, place)),
        ["const"] = (facts, _, value, _) => WithValues(facts, [value]),
        ["enum"] = (facts, _, value, place) => WithValues(facts, SchemaReader.Items(value, place)),
        ["minimum"] = (facts, schema, value, place) => facts with { Numbers = facts.Numbers.WithMin(SchemaReader.Number(value, place), IsSet(schema, "exclusiveMinimum")) },
        ["maximum"] = (facts, schema, value, place) => facts with { Numbers = facts.Numbers.WithMax(SchemaReader.Number(value, place), IsSet(schema, "exclusiveMaximum")) },
        ["exclusiveMinimum"] = (facts, _, value, place) => IsFlag(value) ? facts : facts with { Numbers = facts.Numbers.WithMin(SchemaReader.Number(value, place), true) },
        ["exclusiveMaximum"] = (facts, _, value, place) => IsFlag(value) ? facts : facts with { Numbers = facts.Numbers.WithMax(SchemaReader.Number(value, place), true) },
        ["multipleOf"] = (facts, _, value, place) => facts with { Numbers = facts.Numbers.WithStep(StepOf(value, place)) },
        ["minLength"] = (facts, _, value, place) => facts with { MinLength = Math.Max(facts.MinLength, SchemaReader.Count(value, place)) },
        ["maxLength"] = (facts, _, value, place) => facts with { MaxLength = Math.Min(facts.MaxLength, SchemaReader.Count(value, place)) },
        ["pattern"] = (facts, _, value, place) => facts with { Patterns = facts.Patterns.Add((SchemaReader.Text(value, place), place, false)) },
        ["format"] = (facts, _, value, place) => facts with { Formats = facts.Formats.Add((SchemaReader.Text(value, place), place, false)) },
        ["minItems"] = (facts, _, value, place) => facts with { MinItems = Math.Max(facts.MinItems, SchemaReader.Count(value, place)) },
        ["maxItems"] = (facts, _, value, place) => facts with { MaxItems = Math.Min(facts.MaxItems, SchemaReader.Count(value, place)) },
        ["uniqueItems"] = (facts, _, value, place) => value.ValueKind == JsonValueKind.True ? facts with { UniqueAt = place } : facts,
        ["required"] = (facts, _, value, place) => facts with { Required = facts.Required.AddRange(SchemaReader.Texts(value, place).Except(facts.Required)) },
        ["minProperties"] = (facts, _, value, place) => facts with { MinProperties = Math.Max(facts.MinProperties, SchemaReader.Count(value, place)), MinPropertiesAt = place },
        ["maxProperties"] = (facts, _, value, place) => facts with { MaxProperties = Math.Min(facts.MaxProperties, SchemaReader.Count(value, place)) },
    };

    /// <summary>Returns how a keyword changes facts; null for one that makes alternatives, or that is unknown.</summary>
    public static Func<SchemaFacts, SchemaNode, JsonElement, string, SchemaFacts>? Find(string keyword) => Simple.GetValueOrDefault(keyword);

    /// <summary>Returns the alternatives in which a keyword is not satisfied.</summary>
    /// <exception cref="GrammarException">The negation is not supported.</exception>
    public static IReadOnlyList<Func<SchemaFacts, SchemaFacts>> Negate(string keyword, SchemaNode schema, JsonElement value, string place)
    {
        switch (keyword)
        {
            case "type":
                JsonTypes types = SchemaReader.Types(value, place);
                return [facts => facts.Of(~types)];
            case "const":
                return [facts => Without(facts, [value])];
            case "enum":
                IReadOnlyList<JsonElement> values = SchemaReader.Items(value, place);
                return [facts => Without(facts, values)];
            case "minimum" or "exclusiveMinimum" when !IsFlag(value):
                ExactDecimal min = SchemaReader.Number(value, place);
                return [facts => facts.Of(JsonTypes.Number) with { Numbers = facts.Numbers.WithMax(min, keyword == "minimum" && !IsSet(schema, "exclusiveMinimum")) }];
            case "maximum" or "exclusiveMaximum" when !IsFlag(value):
                ExactDecimal max = SchemaReader.Number(value, place);
                return [facts => facts.Of(JsonTypes.Number) with { Numbers = facts.Numbers.WithMin(max, keyword == "maximum" && !IsSet(schema, "exclusiveMaximum")) }];
            case "exclusiveMinimum" or "exclusiveMaximum":
                return [];
            case "pattern":
                string pattern = SchemaReader.Text(value, place);
                return [facts => facts.Of(JsonTypes.String) with { Patterns = facts.Patterns.Add((pattern, place, true)) }];
            case "format":
                string format = SchemaReader.Text(value, place);
                // A format that is only an annotation is always satisfied.
                return Formats.Find(format, place) is null ? [] : [facts => facts.Of(JsonTypes.String) with { Formats = facts.Formats.Add((format, place, true)) }];
            default:
                return NegateCount(keyword, value, place);
        }
    }

    private static IReadOnlyList<Func<SchemaFacts, SchemaFacts>> NegateCount(string keyword, JsonElement value, string place)
    {
        if (keyword is "uniqueItems" && value.ValueKind == JsonValueKind.False)
        {
            return [];
        }

        if (Constraining.Contains(keyword))
        {
            throw new GrammarException(place, $"the negation of {keyword} is not supported");
        }

        // An unknown keyword is an annotation, which is always satisfied.
        if (keyword is not ("minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties"))
        {
            return [];
        }

        int count = SchemaReader.Count(value, place);
        bool isMin = keyword.StartsWith("min", StringComparison.Ordinal);
        if (isMin ? count == 0 : count == int.MaxValue)
        {
            return [];
        }

        return keyword switch
        {
            "minLength" => [facts => facts.Of(JsonTypes.String) with { MaxLength = Math.Min(facts.MaxLength, count - 1) }],
            "maxLength" => [facts => facts.Of(JsonTypes.String) with { MinLength = Math.Max(facts.MinLength, count + 1) }],
            "minItems" => [facts => facts.Of(JsonTypes.Array) with { MaxItems = Math.Min(facts.MaxItems, count - 1) }],
            "maxItems" => [facts => facts.Of(JsonTypes.Array) with { MinItems = Math.Max(facts.MinItems, count + 1) }],
            "minProperties" => [facts => facts.Of(JsonTypes.Object) with { MaxProperties = Math.Min(facts.MaxProperties, count - 1) }],
            _ => [facts => facts.Of(JsonTypes.Object) with { MinProperties = Math.Max(facts.MinProperties, count + 1), MinPropertiesAt = place }],
        };
    }

    private static SchemaFacts WithValues(SchemaFacts facts, IReadOnlyList<JsonElement> values) => facts with
    {
        Values = facts.Values is null ? [.. values] : facts.Values.RemoveAll(known => !values.Any(value => SchemaReader.AreEqual(known, value))),
    };

    private static SchemaFacts Without(SchemaFacts facts, IReadOnlyList<JsonElement> values) => facts.Values is { } known
        ? facts with { Values = known.RemoveAll(one => values.Any(value => SchemaReader.AreEqual(one, value))) }
        : facts with { Excluded = facts.Excluded.AddRange(values) };

    private static ExactDecimal StepOf(JsonElement value, string place)
    {
        ExactDecimal step = SchemaReader.Number(value, place);
        return step.Digits.Sign > 0 ? step : throw new GrammarException(place, "it is not greater than 0");
    }

    // Draft 4 has exclusiveMinimum: true beside minimum.
    private static bool IsSet(SchemaNode schema, string keyword) => schema.Value.TryGetProperty(keyword, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static bool IsFlag(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;
}
