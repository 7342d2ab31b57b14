namespace QwenWebChat.Inference.Sampling.Grammar.Gbnf;

/// <summary>Compiles the rules of a GBNF grammar, from the rule <c>root</c>.</summary>
internal sealed class GbnfCompiler
{
    private readonly ExpressionPool _pool = new();
    private readonly IReadOnlyDictionary<string, GbnfNode> _rules;
    private readonly HashSet<string> _nullable = [];
    private readonly HashSet<string> _finite = [];
    private readonly Dictionary<string, Rule> _compiled = [];

    private GbnfCompiler(IReadOnlyDictionary<string, GbnfNode> rules)
    {
        _rules = rules;
    }

    /// <exception cref="GrammarException">The text is no such grammar, a rule is missing or begins with itself, or nothing satisfies it.</exception>
    public static CompiledGrammar Compile(string text)
    {
        GbnfCompiler compiler = new(GbnfParser.Parse(text));
        if (!compiler._rules.ContainsKey("root"))
        {
            throw new GrammarException("root", "the grammar has no rule of this name");
        }

        compiler.FindProperties();
        compiler.CheckBeginnings();
        return new CompiledGrammar(compiler._pool, compiler.Build(new GbnfNode.Reference("root", 0)));
    }

    // Which rules may be empty, and which have any text that ends: both grow until nothing changes.
    private void FindProperties()
    {
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach ((string name, GbnfNode body) in _rules)
            {
                isChanged |= IsNullable(body) && _nullable.Add(name);
                isChanged |= IsFinite(body) && _finite.Add(name);
            }
        }
    }

    private bool IsNullable(GbnfNode node) => node switch
    {
        GbnfNode.Text text => text.Value.Length == 0,
        GbnfNode.Characters => false,
        GbnfNode.Reference reference => _nullable.Contains(Known(reference)),
        GbnfNode.Series series => series.Parts.All(IsNullable),
        GbnfNode.Choice choice => choice.Options.Any(IsNullable),
        GbnfNode.Repeated repeated => repeated.Min == 0 || IsNullable(repeated.Item),
        _ => throw new InvalidOperationException(),
    };

    private bool IsFinite(GbnfNode node) => node switch
    {
        GbnfNode.Reference reference => _finite.Contains(Known(reference)),
        GbnfNode.Series series => series.Parts.All(IsFinite),
        GbnfNode.Choice choice => choice.Options.Any(IsFinite),
        GbnfNode.Repeated repeated => repeated.Min == 0 || IsFinite(repeated.Item),
        GbnfNode.Characters characters => !characters.Set.IsEmpty,
        _ => true,
    };

    private string Known(GbnfNode.Reference reference) =>
        _rules.ContainsKey(reference.Name) ? reference.Name : throw new GrammarException(reference.Name, "a rule refers to this one, which does not exist");

    // A rule that begins with itself has no derivative.
    private void CheckBeginnings()
    {
        HashSet<string> done = [];
        foreach (string name in _rules.Keys)
        {
            Visit(name, []);
        }

        void Visit(string name, HashSet<string> open)
        {
            if (!open.Add(name))
            {
                throw new GrammarException(name, "the rule begins with itself; write the repetition behind: name ::= first rest*");
            }

            if (!done.Contains(name))
            {
                foreach (string first in Beginnings(_rules[name]).Distinct())
                {
                    Visit(first, open);
                }
            }

            open.Remove(name);
            done.Add(name);
        }
    }

    private IEnumerable<string> Beginnings(GbnfNode node)
    {
        switch (node)
        {
            case GbnfNode.Reference reference:
                return [reference.Name];
            case GbnfNode.Series series:
                int count = series.Parts.TakeWhile(IsNullable).Count();
                return series.Parts.Take(count + 1).SelectMany(Beginnings);
            case GbnfNode.Choice choice:
                return choice.Options.SelectMany(Beginnings);
            case GbnfNode.Repeated repeated:
                return Beginnings(repeated.Item);
            default:
                return [];
        }
    }

    private Expression Build(GbnfNode node) => node switch
    {
        GbnfNode.Text text => _pool.Text(text.Value),
        GbnfNode.Characters characters => _pool.Character(characters.Set, TextEncoding.Plain),
        GbnfNode.Reference reference => Build(reference.Name),
        GbnfNode.Series series => _pool.Concatenate([.. series.Parts.Select(Build)]),
        GbnfNode.Choice choice => _pool.Alternate([.. choice.Options.Select(Build)]),
        GbnfNode.Repeated repeated => _pool.Repeat(Build(repeated.Item), repeated.Min, repeated.Max),
        _ => throw new InvalidOperationException(),
    };

    private Expression Build(string name)
    {
        if (!_finite.Contains(name))
        {
            return _pool.Nothing;
        }

        if (!_compiled.TryGetValue(name, out Rule? rule))
        {
            _compiled[name] = rule = new Rule(_pool, name, _nullable.Contains(name));
            rule.Body = Build(_rules[name]);
        }

        return rule;
    }
}
