using System.Collections.Immutable;
using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>
/// Turns schemas into alternatives of facts: <c>allOf</c> and references add facts, <c>anyOf</c> adds alternatives, and a
/// negation turns the one into the other.
/// </summary>
/// <param name="areDisjoint">Tells whether no value satisfies two alternatives.</param>
/// <param name="isPossible">Tells whether the required properties of an alternative have any values.</param>
/// <param name="checkLimits">Refuses the schema at a place if its compilation takes too long.</param>
internal sealed partial class SchemaExpander(SchemaDocument document, Func<SchemaFacts, SchemaFacts, bool> areDisjoint, Func<SchemaFacts, bool> isPossible, Action<string> checkLimits)
{
    private const int MaxAlternatives = 4_000;

    // From so many on, those that contradict themselves or repeat others are looked for: conditions upon conditions multiply.
    private const int ManyAlternatives = 24;
    private const int MaxDepth = 300;

    private static readonly HashSet<string> Shapes = ["properties", "patternProperties", "additionalProperties"];
    private static readonly HashSet<string> ItemKeywords = ["items", "prefixItems", "additionalItems"];

    // Without effect on what is valid, or read with another keyword.
    private static readonly HashSet<string> Annotations =
    [
        "title", "description", "default", "examples", "$schema", "$id", "id", "$comment", "$defs", "definitions", "$anchor", "$dynamicAnchor", "deprecated", "readOnly",
        "writeOnly", "contentEncoding", "contentMediaType", "contentSchema", "$vocabulary", "then", "else", "minContains", "maxContains",
    ];

    private readonly Dictionary<int, ObjectShape> _shapes = [];
    private int _depth;

    // The number of open schemas that treat unevaluated properties or items: only for them it matters how many branches match.
    private int _evaluationDepth;

    /// <summary>Returns the alternatives of values that satisfy all of some schemas.</summary>
    /// <exception cref="GrammarException">A schema is invalid or unsupported.</exception>
    public IReadOnlyList<SchemaFacts> Expand(IEnumerable<SchemaNode> schemas)
    {
        // It is asked for properties while a schema around them is open.
        (int depth, _evaluationDepth) = (_evaluationDepth, 0);
        IReadOnlyList<SchemaFacts> all = schemas.Aggregate((IReadOnlyList<SchemaFacts>)[SchemaFacts.Free], (all, schema) => Apply(all, schema, []));
        _evaluationDepth = depth;
        return all;
    }

    private IReadOnlyList<SchemaFacts> Apply(IReadOnlyList<SchemaFacts> all, SchemaNode schema, ImmutableHashSet<int> open)
    {
        if (all.Count == 0 || schema.Value.ValueKind == JsonValueKind.True)
        {
            return all;
        }

        if (schema.Value.ValueKind == JsonValueKind.False)
        {
            return [];
        }

        Enter(schema, ref open);
        bool isEvaluating = !IsHidden(schema) && document.Knows("unevaluatedItems") && (schema.Value.TryGetProperty("unevaluatedProperties", out _) || schema.Value.TryGetProperty("unevaluatedItems", out _));
        _evaluationDepth += isEvaluating ? 1 : 0;
        IReadOnlyList<SchemaFacts> result = Limited([.. all.SelectMany(facts => Keywords(facts, schema, open).Select(each => isEvaluating ? Unevaluated(facts, each, schema) : each))], schema.Pointer);
        _evaluationDepth -= isEvaluating ? 1 : 0;
        _depth--;
        return result;
    }

    private void Enter(SchemaNode schema, ref ImmutableHashSet<int> open)
    {
        if (schema.Value.ValueKind != JsonValueKind.Object)
        {
            throw new GrammarException(schema.Pointer, "a schema is an object, true or false");
        }

        if (open.Contains(schema.Number))
        {
            throw new GrammarException(schema.Pointer, "it refers to itself and so says nothing");
        }

        checkLimits(schema.Pointer);
        open = open.Add(schema.Number);
        if (++_depth > MaxDepth)
        {
            throw new GrammarException(schema.Pointer, $"references and combinations are nested more than {MaxDepth} deep");
        }
    }

    private IReadOnlyList<SchemaFacts> Keywords(SchemaFacts facts, SchemaNode schema, ImmutableHashSet<int> open)
    {
        IReadOnlyList<SchemaFacts> all = [facts];
        if (IsHidden(schema))
        {
            return Keyword(all, schema, "$ref", open);
        }

        bool hasShape = false;
        bool hasItems = false;
        foreach (string keyword in SchemaReader.Keys(schema.Value, schema.Pointer))
        {
            if (Shapes.Contains(keyword))
            {
                all = hasShape ? all : Map(all, each => each with { Objects = each.Objects.Add(ShapeOf(schema)) });
                hasShape = true;
            }
            else if (ItemKeywords.Contains(keyword))
            {
                all = hasItems ? all : Map(all, each => each with { Arrays = each.Arrays.Add(ItemsOf(schema)) });
                hasItems = true;
            }
            else if (!Annotations.Contains(keyword) && document.Knows(keyword))
            {
                all = Keyword(all, schema, keyword, open);
            }
        }

        return all;
    }

    private IReadOnlyList<SchemaFacts> Keyword(IReadOnlyList<SchemaFacts> all, SchemaNode schema, string keyword, ImmutableHashSet<int> open)
    {
        string place = $"{schema.Pointer}/{keyword}";
        JsonElement value = schema.Value.GetProperty(keyword);
        if (SchemaKeywords.Find(keyword) is { } simple)
        {
            return Map(all, facts => simple(facts, schema, value, place));
        }

        switch (keyword)
        {
            case "$ref":
                return Apply(all, document.Resolve(schema, SchemaReader.Text(value, place), place), open);
            case "allOf":
                return document.Items(schema, keyword).Aggregate(all, (sofar, branch) => Apply(sofar, branch, open));
            case "anyOf":
                return AnyOf(all, document.Items(schema, keyword), open, place);
            case "oneOf":
                return Limited([.. all.SelectMany(facts => OneOf(facts, document.Items(schema, keyword), open, place))], place);
            case "not":
                return [.. all.SelectMany(facts => Unannotated(facts, Not([facts], document.Child(schema, "not"), open)))];
            case "if":
                return Conditional(all, schema, open);
            case "dependentRequired" or "dependentSchemas" or "dependencies":
                return SchemaReader.Keys(value, place).Aggregate(all, (sofar, name) => Limited(Dependency(sofar, schema, keyword, name, open), place));
            case "contains":
                return Map(all, facts => facts with { Contains = facts.Contains.Add(ContainsOf(schema)) });
            case "propertyNames":
                return Map(all, facts => facts with { Names = facts.Names.Add(document.Child(schema, keyword)) });
            case "unevaluatedProperties" or "unevaluatedItems":
                return all;
            case "$dynamicRef" when document.HasOneDynamicAnchor(SchemaReader.Text(value, place)):
                return Apply(all, document.Resolve(schema, SchemaReader.Text(value, place), place), open);
            case "$dynamicRef" or "$recursiveRef" or "extends" or "disallow" or "divisibleBy" or "propertyDependencies":
                throw new GrammarException(place, $"{keyword} is not supported");
            default:
                // The specification lets unknown keywords be annotations.
                return all;
        }
    }

    private List<SchemaFacts> Dependency(IReadOnlyList<SchemaFacts> all, SchemaNode schema, string keyword, string name, ImmutableHashSet<int> open)
    {
        SchemaNode dependency = document.Child(schema, keyword, name);
        List<SchemaFacts> without = Map(all, facts => facts with { Forbidden = facts.Forbidden.Add(name) });
        List<SchemaFacts> with = Map(all, facts => facts.Of(JsonTypes.Object) with { Required = facts.Required.Add(name) });
        return dependency.Value.ValueKind == JsonValueKind.Array
            ? [.. without, .. Map(with, facts => facts with { Required = facts.Required.AddRange(SchemaReader.Texts(dependency.Value, dependency.Pointer)) })]
            : [.. without, .. Apply(with, dependency, open)];
    }

    private IReadOnlyList<SchemaFacts> Conditional(IReadOnlyList<SchemaFacts> all, SchemaNode schema, ImmutableHashSet<int> open)
    {
        bool hasThen = schema.Value.TryGetProperty("then", out _);
        bool hasElse = schema.Value.TryGetProperty("else", out _);
        if (!hasThen && !hasElse && _evaluationDepth == 0)
        {
            return all;
        }

        SchemaNode condition = document.Child(schema, "if");
        IReadOnlyList<SchemaFacts> met = Apply(all, condition, open);
        IReadOnlyList<SchemaFacts> unmet = [.. all.SelectMany(facts => Unannotated(facts, Not([facts], condition, open)))];
        return Limited(
            [.. hasThen ? Apply(met, document.Child(schema, "then"), open) : met, .. hasElse ? Apply(unmet, document.Child(schema, "else"), open) : unmet],
            $"{schema.Pointer}/if");
    }

    private List<SchemaFacts> OneOf(SchemaFacts facts, IReadOnlyList<SchemaNode> branches, ImmutableHashSet<int> open, string place)
    {
        List<IReadOnlyList<SchemaFacts>> expanded = [.. branches.Select(branch => Apply([facts], branch, open))];
        List<SchemaFacts> all = [];
        for (int i = 0; i < branches.Count; i++)
        {
            checkLimits(place);
            IReadOnlyList<SchemaFacts> only = expanded[i];
            for (int j = 0; j < branches.Count; j++)
            {
                if (i != j && only.Any(left => expanded[j].Any(right => !areDisjoint(left, right))))
                {
                    only = Excluding(only, branches[j], open, $"{place}: the branches {Math.Min(i, j)} and {Math.Max(i, j)} cannot be told apart");
                }
            }

            all.AddRange(only);
        }

        return all;
    }

    private List<SchemaFacts> AnyOf(IReadOnlyList<SchemaFacts> all, IReadOnlyList<SchemaNode> branches, ImmutableHashSet<int> open, string place)
    {
        List<SchemaFacts> result = [];
        // Each look at all of them is worth it only after their number has doubled.
        int limit = ManyAlternatives;
        foreach (SchemaNode branch in branches)
        {
            // Properties that any matching branch names are evaluated, so that several matching branches are an alternative too.
            result.AddRange(Apply(_evaluationDepth == 0 ? all : [.. all, .. result], branch, open));
            if (result.Count > limit)
            {
                result = Limited(result, place);
                limit = 2 * result.Count;
            }
        }

        return Limited(result, place);
    }

    private SchemaFacts Unevaluated(SchemaFacts before, SchemaFacts facts, SchemaNode schema)
    {
        if (schema.Value.TryGetProperty("unevaluatedProperties", out _))
        {
            ObjectShape rest = new() { Others = document.Child(schema, "unevaluatedProperties"), Evaluated = facts.Objects.RemoveRange(0, before.Objects.Count) };
            facts = facts with { Objects = facts.Objects.Add(rest) };
        }

        if (schema.Value.TryGetProperty("unevaluatedItems", out _))
        {
            if (facts.Contains.Count > before.Contains.Count)
            {
                throw new GrammarException($"{schema.Pointer}/unevaluatedItems", "unevaluatedItems beside contains is not supported");
            }

            ArrayShape rest = new([], document.Child(schema, "unevaluatedItems")) { Evaluated = facts.Arrays.RemoveRange(0, before.Arrays.Count) };
            facts = facts with { Arrays = facts.Arrays.Add(rest) };
        }

        return facts;
    }

    // Before 2019-09 a reference hides what stands beside it.
    private bool IsHidden(SchemaNode schema) => document.IsBefore2019 && schema.Value.TryGetProperty("$ref", out _);

    // Read once, since a schema that is referred to is expanded at each place.
    private ObjectShape ShapeOf(SchemaNode schema)
    {
        if (!_shapes.TryGetValue(schema.Number, out ObjectShape? shape))
        {
            _shapes[schema.Number] = shape = new ObjectShape
            {
                Properties = document.Named(schema, "properties"),
                Patterns = document.Named(schema, "patternProperties"),
                Others = schema.Value.TryGetProperty("additionalProperties", out _) ? document.Child(schema, "additionalProperties") : null,
            };
        }

        return shape;
    }

    private ArrayShape ItemsOf(SchemaNode schema)
    {
        bool hasItems = schema.Value.TryGetProperty("items", out JsonElement items);
        string? first = schema.Value.TryGetProperty("prefixItems", out _) ? "prefixItems" : hasItems && items.ValueKind == JsonValueKind.Array ? "items" : null;
        string? others = hasItems && first != "items" ? "items" : first == "items" && schema.Value.TryGetProperty("additionalItems", out _) ? "additionalItems" : null;
        return new ArrayShape(first is null ? [] : [.. document.Items(schema, first)], others is null ? null : document.Child(schema, others));
    }

    private ContainsShape ContainsOf(SchemaNode schema) => new(
        document.Child(schema, "contains"),
        schema.Value.TryGetProperty("minContains", out JsonElement min) ? SchemaReader.Count(min, $"{schema.Pointer}/minContains") : 1,
        schema.Value.TryGetProperty("maxContains", out JsonElement max) ? SchemaReader.Count(max, $"{schema.Pointer}/maxContains") : int.MaxValue);

    private static List<SchemaFacts> Map(IReadOnlyList<SchemaFacts> all, Func<SchemaFacts, SchemaFacts> change) =>
        [.. all.Select(change).Select(WithoutContradiction).Where(facts => facts.Types != JsonTypes.None)];

    private static SchemaFacts WithoutContradiction(SchemaFacts facts) =>
        !facts.Forbidden.IsEmpty && facts.Required.Exists(facts.Forbidden.Contains) ? facts.Of(JsonTypes.All & ~JsonTypes.Object) : facts;

    private List<SchemaFacts> Limited(List<SchemaFacts> all, string place)
    {
        if (all.Count > ManyAlternatives)
        {
            checkLimits(place);
            all = [.. all.Where(facts => facts.Types != JsonTypes.Object || isPossible(facts)).DistinctBy(facts => facts.Key())];
        }

        return all.Count <= MaxAlternatives ? all : throw new GrammarException(place, $"it has more than {MaxAlternatives} alternatives");
    }
}
