using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>Compiles what is said of arrays.</summary>
internal sealed class ArrayCompiler(SchemaCompiler compiler, ExpressionPool pool, StringCompiler strings)
{
    // The states of distinct values are the sets of those that were used.
    private const int MaxDistinct = 64;
    private const int MaxCounted = 200;

    private JsonParts Parts => compiler.Parts;

    private Expression End => pool.Byte(']');

    private Expression Comma => pool.Concatenate(pool.Byte(','), Parts.Space);

    public Expression Compile(SchemaFacts facts)
    {
        int firstCount = facts.Arrays.Select(shape => shape.FirstCount).DefaultIfEmpty().Max();
        List<Expression> first = [];
        int max = facts.MaxItems;
        for (int i = 0; i < Math.Min(firstCount, max); i++)
        {
            Expression item = compiler.Compile(SchemasAt(facts, i));
            if (item == pool.Nothing)
            {
                max = i;
                break;
            }

            first.Add(pool.Concatenate(item, Parts.Space));
        }

        Expression others = max <= firstCount ? pool.Nothing : pool.Concatenate(compiler.Compile(SchemasAt(facts, firstCount)), Parts.Space);
        max = others == pool.Nothing ? Math.Min(max, first.Count) : max;
        if (facts.MinItems > max)
        {
            return pool.Nothing;
        }

        Expression items = facts.Contains.Exists(contains => contains.Min > 0 || contains.Max < int.MaxValue) ? Containing(facts, first, others, max)
            : facts.UniqueAt is { } place && max > 1 ? Distinct(facts, first, others, max, place)
            : Items(first, others, facts.MinItems, max);
        return pool.Concatenate(pool.Byte('['), Parts.Space, items);
    }

    /// <summary>Returns the schemas that the item at an index must satisfy.</summary>
    public static IReadOnlyCollection<SchemaNode> SchemasAt(SchemaFacts facts, int index) => [.. facts.Arrays.Select(shape => shape.At(index)).OfType<SchemaNode>()];

    private Expression Items(List<Expression> first, Expression others, int min, int max)
    {
        int left = max == int.MaxValue ? max : max - first.Count;
        int missing = Math.Max(0, min - first.Count);
        Expression rest = first.Count == 0 && left > 0 && others != pool.Nothing
            ? OneOrMore(others, Math.Max(1, missing), left)
            : pool.Repeat(pool.Concatenate(Comma, others), missing, left);
        Expression items = pool.Concatenate(first.Count == 0 && missing == 0 ? pool.Optional(rest) : rest, End);
        for (int i = first.Count - 1; i >= 0; i--)
        {
            Expression item = pool.Concatenate(i == 0 ? pool.Empty : Comma, first[i], items);
            items = i >= min ? pool.Alternate(item, End) : item;
        }

        return items;
    }

    private Expression OneOrMore(Expression item, int min, int max) =>
        pool.Concatenate(item, pool.Repeat(pool.Concatenate(Comma, item), min - 1, max == int.MaxValue ? max : max - 1));

    // Counts the items and those that satisfy the schema; the states are built as they are reached.
    private Expression Containing(SchemaFacts facts, List<Expression> first, Expression others, int max)
    {
        if (facts.UniqueAt is not null || facts.Contains.Count > 1)
        {
            throw new GrammarException(facts.Contains[0].Schema.Pointer, "contains beside uniqueItems or another contains is not supported");
        }

        ContainsShape contains = facts.Contains[0];
        if (contains.Min > Math.Min(contains.Max, max))
        {
            return pool.Nothing;
        }

        Expression[] wanted = [.. Enumerable.Range(0, first.Count + 1).Select(index => ItemAt(facts, index, contains.Schema))];
        Expression[] unwanted = contains.Max == int.MaxValue ? [.. first, others]
            : [.. Enumerable.Range(0, first.Count + 1).Select(index => ItemAt(facts, index, compiler.Negated(contains.Schema)))];
        Dictionary<(int Items, int Found), Rule> states = [];
        bool isPossible = wanted[^1] != pool.Nothing || wanted.SkipLast(1).Count(item => item != pool.Nothing) >= contains.Min;
        return isPossible && (unwanted[^1] != pool.Nothing || contains.Max == int.MaxValue || facts.MinItems <= first.Count) ? State(0, 0) : pool.Nothing;

        Rule State(int items, int found)
        {
            // Beyond these numbers more items and more finds change nothing.
            (items, found) = (max == int.MaxValue ? Math.Min(items, Math.Max(facts.MinItems, first.Count + 1)) : items, contains.Max == int.MaxValue ? Math.Min(found, contains.Min) : found);
            if (!states.TryGetValue((items, found), out Rule? state))
            {
                states[(items, found)] = state = new Rule(pool, "contains", isNullable: false, () => Body(items, found));
            }

            return state;
        }

        Expression Body(int items, int found)
        {
            int index = Math.Min(items, first.Count);
            Expression end = items >= facts.MinItems && found >= contains.Min ? End : pool.Nothing;
            bool mayFind = found < contains.Max;
            // So many items must still be found that there is no room for others.
            bool mayPass = max == int.MaxValue || max - items > contains.Min - found;
            Expression next = items >= max ? pool.Nothing : pool.Alternate(
                mayFind ? pool.Concatenate(wanted[index], State(items + 1, found + 1)) : pool.Nothing,
                mayPass ? pool.Concatenate(unwanted[index], State(items + 1, found)) : pool.Nothing);
            return pool.Alternate(end, pool.Concatenate(items == 0 ? pool.Empty : Comma, next));
        }
    }

    private Expression ItemAt(SchemaFacts facts, int index, SchemaNode also) => pool.Concatenate(compiler.Compile([.. SchemasAt(facts, index), also]), Parts.Space);

    private Expression Distinct(SchemaFacts facts, List<Expression> first, Expression others, int max, string place)
    {
        if (first.Count == 0 && compiler.Enumerate(SchemasAt(facts, 0)) is { } values)
        {
            return values.Count < facts.MinItems ? pool.Nothing
                : values.Count <= MaxDistinct ? DistinctValues([.. values.Select(compiler.Spell)], 0, facts.MinItems, max)
                : throw new GrammarException(place, $"uniqueItems with more than {MaxDistinct} values is not supported");
        }

        IReadOnlyList<SchemaFacts> alternatives = compiler.Expand(SchemasAt(facts, 0));
        if (first.Count == 0 && alternatives.All(alternative => alternative.Types == JsonTypes.String && alternative.Values is null))
        {
            Expression content = pool.Alternate([.. alternatives.Select(strings.Content)]);
            TextCount count = TextCount.Of(content, MaxCounted);
            return count.IsAll && count.AtLeast < facts.MinItems ? pool.Nothing : DistinctStrings(content, count.AtLeast, [], facts.MinItems, max);
        }

        throw new GrammarException(place, "uniqueItems is supported for strings and for named values only");
    }

    private Rule DistinctValues(Expression[] values, ulong used, int min, int max) => new(pool, "uniqueItems", isNullable: false, () =>
    {
        int count = BitOperations.PopCount(used);
        List<Expression> next = [count >= min ? End : pool.Nothing];
        for (int i = 0; i < values.Length && count < max; i++)
        {
            if (((used >> i) & 1) == 0)
            {
                next.Add(pool.Concatenate(count == 0 ? pool.Empty : Comma, values[i], Parts.Space, DistinctValues(values, used | (1UL << i), min, max)));
            }
        }

        return pool.Alternate(next);
    });

    // Of so many texts one is left that is not used, which need not be searched.
    private Rule DistinctStrings(Expression content, int count, ImmutableList<string> used, int min, int max) => new(pool, "uniqueItems", isNullable: false, () =>
    {
        bool mayFollow = used.Count < max && (used.Count < count || Unused(content, used) != pool.Nothing);
        Expression item = mayFollow ? pool.Concatenate(pool.Byte('"'), new Rule(pool, "uniqueItems", isNullable: false, Recorded)) : pool.Nothing;
        return pool.Alternate(used.Count >= min ? End : pool.Nothing, pool.Concatenate(used.Count == 0 ? pool.Empty : Comma, item));

        RecordedString Recorded() => new(pool, pool.Concatenate(Unused(content, used), pool.Byte('"')), "\""u8.ToArray(),
            text => pool.Concatenate(Parts.Space, DistinctStrings(content, count, used.Add(text), min, max)));
    });

    private Expression Unused(Expression content, ImmutableList<string> used) =>
        used.IsEmpty ? content : strings.Both([content, pool.Not(pool.Alternate([.. used.Select(strings.Literal)]))]);
}
