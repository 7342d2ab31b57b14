using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>
/// Compiles what is said of objects: named properties in the schema's order, then required ones without a schema, then others.
/// </summary>
internal sealed class ObjectCompiler(SchemaCompiler compiler, ExpressionPool pool, StringCompiler strings)
{
    private const int MaxPatterns = 6;
    private const int MaxCounted = 4_096;

    // An alternation of more members is hidden behind a rule, so that the next one does not copy it.
    private const int MaxFlat = 32;

    private JsonParts Parts => compiler.Parts;

    public Expression Compile(SchemaFacts facts)
    {
        string[] names = [.. facts.Objects.SelectMany(shape => shape.Properties.Keys).Concat(facts.Required).Distinct()];
        List<(Expression Member, bool IsRequired)> members = [];
        foreach (string name in names)
        {
            bool isRequired = facts.Required.Contains(name);
            Expression value = facts.Forbidden.Contains(name) || !IsAllowedName(facts, name) ? pool.Nothing : compiler.Compile(SchemasOf(facts, name));
            if (value != pool.Nothing)
            {
                members.Add((Member(strings.Literal(name), value), isRequired));
            }
            else if (isRequired)
            {
                return pool.Nothing;
            }
        }

        Expression others = Others(facts, [.. names, .. facts.Forbidden]);
        int requiredCount = members.Count(member => member.IsRequired);
        int min = facts.MinProperties <= requiredCount ? 0 : facts.MinProperties;
        int max = others == pool.Nothing && facts.MaxProperties >= members.Count ? int.MaxValue : facts.MaxProperties;
        if (min > 1 && others != pool.Nothing)
        {
            throw new GrammarException(facts.MinPropertiesAt, $"{min} properties or more cannot be asked for where their names are free; they might be the same");
        }

        if (max != int.MaxValue && members.Count * (long)Math.Min(max, members.Count) > MaxCounted)
        {
            throw new GrammarException(facts.MinPropertiesAt, $"maxProperties with {members.Count} properties is not supported");
        }

        return requiredCount > max || (min > members.Count && others == pool.Nothing) ? pool.Nothing
            : pool.Concatenate(pool.Byte('{'), Parts.Space, Members(members, others, min, max));
    }

    /// <summary>Returns whether the required properties to which several schemas apply have any values.</summary>
    public bool IsPossible(SchemaFacts facts) =>
        facts.Required.TrueForAll(name => SchemasOf(facts, name) is not { Count: > 1 } schemas || compiler.Compile(schemas) != pool.Nothing);

    /// <summary>Returns the schemas that a property of this name must satisfy.</summary>
    public IReadOnlyCollection<SchemaNode> SchemasOf(SchemaFacts facts, string name) =>
        [.. facts.Objects.SelectMany(shape => SchemasOf(shape, shape.Properties.TryGetValue(name, out SchemaNode? named) ? [named] : [],
            pattern => strings.IsMatch(pattern, "patternProperties", name), evaluated => evaluated.Properties.ContainsKey(name)))];

    private static SchemaNode[] SchemasOf(ObjectShape shape, SchemaNode[] named, Func<string, bool> isMatch, Func<ObjectShape, bool> isNamed)
    {
        SchemaNode[] own = [.. named, .. shape.Patterns.Where(pattern => isMatch(pattern.Key)).Select(pattern => pattern.Value)];
        return own.Length > 0 || shape.Others is null ? own
            : shape.Evaluated.Exists(other => other.Evaluates && (other.Others is not null || isNamed(other) || other.Patterns.Keys.Any(isMatch))) ? []
            : [shape.Others];
    }

    private Expression Member(Expression name, Expression value) => pool.Concatenate(Parts.Quoted(name), Parts.Colon, value, Parts.Space);

    // From the last member to the first; by how many are written already, as far as that matters.
    private Expression Members(List<(Expression Member, bool IsRequired)> members, Expression others, int min, int max)
    {
        int cap = max == int.MaxValue ? Math.Max(min, 1) : Math.Max(max, 1);
        Expression[] next = [.. Enumerable.Range(0, cap + 1).Select(count => Rest(others, min, max, count))];
        for (int i = members.Count - 1; i >= 0; i--)
        {
            Expression[] following = next;
            (Expression member, bool isRequired) = members[i];
            next = [.. Enumerable.Range(0, cap + 1).Select(count => pool.Alternate(
                count + 1 > max ? pool.Nothing : pool.Concatenate(Separator(count), member, following[Math.Min(count + 1, cap)]),
                isRequired ? pool.Nothing : Hidden(following[count])))];
        }

        return next[0];
    }

    private Expression Hidden(Expression expression) =>
        expression is Alternation { Members.Count: > MaxFlat } ? new Rule(pool, "properties", isNullable: false) { Body = expression } : expression;

    private Expression Separator(int count) => count == 0 ? pool.Empty : pool.Concatenate(pool.Byte(','), Parts.Space);

    // What follows the named members.
    private Expression Rest(Expression others, int min, int max, int count)
    {
        Expression end = pool.Byte('}');
        if (others == pool.Nothing || count >= max)
        {
            return count >= min ? end : pool.Nothing;
        }

        int left = max == int.MaxValue ? max : max - count;
        int missing = Math.Max(0, min - count);
        Expression more = pool.Concatenate(pool.Byte(','), Parts.Space, others);
        if (count > 0)
        {
            return pool.Concatenate(pool.Repeat(more, missing, left), end);
        }

        Expression some = pool.Concatenate(others, pool.Repeat(more, Math.Max(0, missing - 1), left == int.MaxValue ? left : left - 1));
        return pool.Concatenate(missing == 0 ? pool.Optional(some) : some, end);
    }

    // The members whose names are not given: by which patterns their names match.
    private Expression Others(SchemaFacts facts, IReadOnlyList<string> names)
    {
        string[] patterns = [.. facts.Objects.SelectMany(shape => shape.Patterns.Keys).Distinct()];
        if (patterns.Length > MaxPatterns)
        {
            throw new GrammarException("patternProperties", $"more than {MaxPatterns} patterns are not supported");
        }

        Expression? allowed = facts.Names.IsEmpty ? null : NameContents(facts);
        List<Expression> members = [];
        for (uint matched = 0; matched < 1u << patterns.Length; matched++)
        {
            bool IsMatch(string pattern) => ((matched >> Array.IndexOf(patterns, pattern)) & 1) != 0;
            SchemaNode[] schemas = [.. facts.Objects.SelectMany(shape => SchemasOf(shape, [], IsMatch, _ => false))];
            if (Array.Exists(schemas, schema => schema.Value.ValueKind == JsonValueKind.False))
            {
                continue;
            }

            List<Expression> conditions = [.. patterns.Select(pattern => IsMatch(pattern) ? Pattern(facts, pattern) : pool.Not(Pattern(facts, pattern)))];
            conditions.AddRange(allowed is null ? [] : [allowed]);
            conditions.AddRange(names.Count == 0 ? [] : [pool.Not(pool.Alternate([.. names.Select(strings.Literal)]))]);
            Expression name = conditions.Contains(pool.Nothing) ? pool.Nothing : strings.Both(conditions);
            Expression value = name == pool.Nothing ? name : compiler.Compile(schemas);
            members.Add(value == pool.Nothing ? value : Member(name, value));
        }

        return pool.Alternate(members);
    }

    private Expression Pattern(SchemaFacts facts, string pattern) => strings.Search(
        pattern, facts.Objects.SelectMany(shape => shape.Patterns).First(known => known.Key == pattern).Value.Pointer);

    private bool IsAllowedName(SchemaFacts facts, string name) =>
        facts.Names.IsEmpty || SchemaCompiler.Has(Parts.Quoted(NameContents(facts)), JsonSerializer.Serialize(name));

    private Expression NameContents(SchemaFacts facts) => pool.Alternate([.. compiler.Expand(facts.Names)
        .Where(alternative => (alternative.Types & JsonTypes.String) != JsonTypes.None)
        .Select(alternative => alternative.Values is { } values
            ? strings.Both([pool.Alternate([.. values.Where(value => value.ValueKind == JsonValueKind.String).Select(value => strings.Literal(value.GetString()!))]), strings.Content(alternative)])
            : strings.Content(alternative))]);
}
