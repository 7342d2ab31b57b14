using System.Text;
using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>
/// Compiles a JSON Schema (draft 2020-12, and the spellings of drafts 4 to 7) to the expression of the JSON texts that satisfy
/// it. A set of schemas that must all hold is compiled once, and a schema that contains itself becomes a rule.
/// </summary>
internal sealed class SchemaCompiler
{
    private readonly SchemaDocument _document;
    private readonly ExpressionPool _pool;
    private readonly HashSet<string> _endless;
    private readonly SchemaExpander _expander;
    private readonly StringCompiler _strings;
    private readonly ObjectCompiler _objects;
    private readonly ArrayCompiler _arrays;
    private readonly Dictionary<string, Compilation> _known = [];

    private SchemaCompiler(SchemaDocument document, ExpressionPool pool, JsonParts parts, HashSet<string> endless)
    {
        (_document, _pool, Parts, _endless) = (document, pool, parts, endless);
        _expander = new SchemaExpander(document, (left, right) => new SchemaDisjunction(this, _strings!).AreDisjoint(left, right, 0), facts => _objects!.IsPossible(facts), pool.Check);
        _strings = new StringCompiler(pool, Parts);
        _objects = new ObjectCompiler(this, pool, _strings);
        _arrays = new ArrayCompiler(this, pool, _strings);
    }

    public JsonParts Parts { get; }

    /// <exception cref="GrammarException">The schema is invalid, unsupported or too large, or nothing satisfies it.</exception>
    public static CompiledGrammar Compile(JsonElement schema)
    {
        ExpressionPool pool = new();
        JsonParts parts = new(pool);
        return new CompiledGrammar(pool, pool.Concatenate(parts.Space, Compile(schema, pool, parts))) { MaxBlanks = JsonParts.MaxBlanks };
    }

    /// <summary>Compiles a schema that is a part of a grammar.</summary>
    /// <returns>The values; <see cref="ExpressionPool.Nothing"/> if nothing satisfies it.</returns>
    /// <exception cref="GrammarException">The schema is invalid, unsupported or too large.</exception>
    public static Expression Compile(JsonElement schema, ExpressionPool pool, JsonParts parts)
    {
        HashSet<string> endless = [];
        while (true)
        {
            SchemaCompiler compiler = new(new SchemaDocument(schema), pool, parts, endless);
            Expression value = compiler.Compile([compiler._document.Root]);
            if (!compiler.FindEndless())
            {
                return value;
            }
        }
    }

    /// <summary>Returns the values that satisfy all of some schemas.</summary>
    public Expression Compile(IReadOnlyCollection<SchemaNode> schemas)
    {
        SchemaNode[] different = [.. schemas.DistinctBy(schema => schema.Number).Where(schema => schema.Value.ValueKind != JsonValueKind.True)];
        if (Array.Exists(different, schema => schema.Value.ValueKind == JsonValueKind.False))
        {
            return _pool.Nothing;
        }

        if (different.Length == 0)
        {
            return Parts.AnyValue;
        }

        string key = string.Join(',', different.Select(schema => schema.Number).Order());
        if (_endless.Contains(key))
        {
            return _pool.Nothing;
        }

        if (_known.TryGetValue(key, out Compilation? known))
        {
            return known.Use();
        }

        _pool.Check(different[0].Pointer);
        Compilation compilation = _known[key] = new Compilation(new Rule(_pool, different[0].Pointer, isNullable: false));
        try
        {
            compilation.End(_pool.Alternate([.. _expander.Expand(different).Select(Compile)]));
        }
        catch (GrammarException exception) when (!exception.Place.StartsWith('/'))
        {
            // What combines several keywords knows their names only, and a limit no place at all.
            throw new GrammarException(exception.Place.Length == 0 ? different[0].Pointer : $"{different[0].Pointer}/{exception.Place}", exception.Reason);
        }

        return compilation.Use();
    }

    /// <summary>Returns the alternatives of values that satisfy all of some schemas.</summary>
    public IReadOnlyList<SchemaFacts> Expand(IReadOnlyCollection<SchemaNode> schemas) => _expander.Expand(schemas);

    /// <summary>Returns the schemas that a property must satisfy.</summary>
    public IReadOnlyCollection<SchemaNode> SchemasOf(SchemaFacts facts, string name) => _objects.SchemasOf(facts, name);

    /// <summary>Returns the schema that admits what another does not.</summary>
    public SchemaNode Negated(SchemaNode schema) => _document.Negated(schema);

    /// <summary>Returns the values of one alternative.</summary>
    public Expression Compile(SchemaFacts facts)
    {
        if (facts.Values is { } values)
        {
            Expression others = Compile(facts with { Values = null });
            return _pool.Alternate([.. values.Where(value => Satisfies(value, facts, others)).Select(Spell)]);
        }

        List<Expression> types = [];
        foreach (JsonTypes type in (JsonTypes[])[JsonTypes.Null, JsonTypes.Boolean, JsonTypes.Number, JsonTypes.String, JsonTypes.Array, JsonTypes.Object])
        {
            if ((facts.Types & type) != JsonTypes.None)
            {
                types.Add(OfType(facts, type));
            }
        }

        return _pool.Alternate(types);
    }

    /// <summary>Returns all values that satisfy some schemas if they are few and named; otherwise null.</summary>
    public IReadOnlyList<JsonElement>? Enumerate(IReadOnlyCollection<SchemaNode> schemas)
    {
        List<JsonElement> all = [];
        foreach (SchemaFacts facts in Expand(schemas))
        {
            IEnumerable<JsonElement>? values = facts.Values is { } known ? known
                : (facts.Types & ~(JsonTypes.Null | JsonTypes.Boolean)) == JsonTypes.None ? JsonSerializer.SerializeToElement<bool?[]>([null, false, true]).EnumerateArray() : null;
            if (values is null)
            {
                return null;
            }

            Expression others = Compile(facts with { Values = null });
            all.AddRange(values.Where(value => Satisfies(value, facts, others) && !all.Exists(other => SchemaReader.AreEqual(other, value))));
        }

        return all;
    }

    /// <summary>Returns the spellings of one value: free white space, escapes, and zeros after the point.</summary>
    public Expression Spell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Parts.Text(value.GetString()!),
        JsonValueKind.Number => ExactDecimal.Parse(value.GetRawText()) is { } number
            ? Parts.Number(NumberRange.All.WithMin(number, false).WithMax(number, false)) : _pool.Text(value.GetRawText()),
        JsonValueKind.Array => Parts.Series('[', [.. value.EnumerateArray().Select(Spell)], ']'),
        JsonValueKind.Object => Parts.Series('{', [.. value.EnumerateObject().Select(property => _pool.Concatenate(Parts.Text(property.Name), Parts.Colon, Spell(property.Value)))], '}'),
        _ => _pool.Text(value.GetRawText()),
    };

    /// <summary>Returns whether an expression has a JSON value, in the value's own spelling.</summary>
    public static bool Has(Expression expression, string json)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(json))
        {
            expression = expression.Derive(value);
        }

        return expression.IsNullable;
    }

    private static bool Satisfies(JsonElement value, SchemaFacts facts, Expression others) =>
        (facts.Types & SchemaReader.TypeOf(value)) != JsonTypes.None
        && (facts with { Types = JsonTypes.All, Values = null } == SchemaFacts.Free || Has(others, JsonSerializer.Serialize(value)));

    private Expression OfType(SchemaFacts facts, JsonTypes type)
    {
        switch (type)
        {
            case JsonTypes.Null:
                return IsExcluded(facts, JsonValueKind.Null) ? _pool.Nothing : Parts.Null;
            case JsonTypes.Boolean:
                return _pool.Alternate(
                    IsExcluded(facts, JsonValueKind.True) ? _pool.Nothing : _pool.Text("true"),
                    IsExcluded(facts, JsonValueKind.False) ? _pool.Nothing : _pool.Text("false"));
            case JsonTypes.Number:
                return Numbers(facts);
            case JsonTypes.String:
                return Parts.Quoted(_strings.Content(facts));
            case JsonTypes.Array:
                RefuseExcluded(facts, JsonValueKind.Array);
                return _arrays.Compile(facts);
            default:
                RefuseExcluded(facts, JsonValueKind.Object);
                return _objects.Compile(facts);
        }
    }

    private Expression Numbers(SchemaFacts facts)
    {
        NumberRange whole = (facts.Types & JsonTypes.Fraction) == JsonTypes.None ? facts.Numbers.WithStep(JsonParts.IntegerRange.Step!.Value) with { AllowsPoint = !_document.IsBefore6 } : facts.Numbers;
        IEnumerable<NumberRange> ranges = [whole];
        foreach (ExactDecimal excluded in facts.Excluded.Where(value => value.ValueKind == JsonValueKind.Number).Select(value => SchemaReader.Number(value, "not")))
        {
            ranges = [.. ranges.SelectMany(range => (NumberRange[])[range.WithMax(excluded, true), range.WithMin(excluded, true)])];
        }

        bool isFraction = (facts.Types & JsonTypes.Number) == JsonTypes.Fraction;
        return _pool.Alternate([.. ranges.Select(range => isFraction ? Parts.Fraction(range) : Parts.Number(range))]);
    }

    private static bool IsExcluded(SchemaFacts facts, JsonValueKind kind) => facts.Excluded.Any(value => value.ValueKind == kind);

    private static void RefuseExcluded(SchemaFacts facts, JsonValueKind kind)
    {
        if (IsExcluded(facts, kind))
        {
            throw new GrammarException("not", "excluding an array or an object by its value is not supported");
        }
    }

    // Rules without any finite value, such as an object that requires itself, are found and left out of another compilation.
    private bool FindEndless()
    {
        List<KeyValuePair<string, Compilation>> rules = [.. _known.Where(known => known.Value.IsRule)];
        HashSet<Rule> all = [.. rules.Select(known => known.Value.Rule)];
        HashSet<Rule> finite = [];
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach (Rule rule in rules.Select(known => known.Value.Rule).Where(rule => !finite.Contains(rule)))
            {
                isChanged |= FiniteSearch.IsFinite(rule.Body, finite, all) && finite.Add(rule);
            }
        }

        List<string> endless = [.. rules.Where(known => !finite.Contains(known.Value.Rule)).Select(known => known.Key)];
        _endless.UnionWith(endless);
        return endless.Count > 0;
    }

    private sealed class Compilation(Rule rule)
    {
        private Expression? _body;

        public Rule Rule => rule;

        public bool IsRule { get; private set; }

        public void End(Expression body) => rule.Body = _body = body;

        // While it is compiled, only the rule stands for it.
        public Expression Use()
        {
            IsRule |= _body is null;
            return IsRule ? rule : _body!;
        }
    }
}
