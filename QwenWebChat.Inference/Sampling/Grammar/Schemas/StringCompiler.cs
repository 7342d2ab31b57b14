using System.Text;
using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar.Patterns;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>Compiles what is said of strings to the expression of their content, between the quotation marks.</summary>
internal sealed class StringCompiler(ExpressionPool pool, JsonParts parts)
{
    private readonly Dictionary<string, Expression> _patterns = [];

    /// <summary>Any content.</summary>
    public Expression Anything { get; } = pool.Repeat(parts.Character, 0, int.MaxValue);

    /// <summary>Returns the contents of one alternative; <see cref="ExpressionPool.Nothing"/> if there are none.</summary>
    public Expression Content(SchemaFacts facts)
    {
        if (facts.MinLength > facts.MaxLength)
        {
            return pool.Nothing;
        }

        List<Expression> all = [];
        if (facts.MinLength > 0 || facts.MaxLength < int.MaxValue)
        {
            all.Add(pool.Repeat(parts.Character, facts.MinLength, facts.MaxLength));
        }

        all.AddRange(facts.Patterns.Select(pattern => pattern.IsExcluded ? pool.Not(Search(pattern.Pattern, pattern.Place)) : Search(pattern.Pattern, pattern.Place)));
        foreach ((string format, string place, bool isExcluded) in facts.Formats)
        {
            if (Formats.Find(format, place) is { } pattern)
            {
                all.Add(isExcluded ? pool.Not(Match(pattern)) : Match(pattern));
            }
        }

        Expression[] excluded = [.. facts.Excluded.Where(value => value.ValueKind == JsonValueKind.String).Select(value => Literal(value.GetString()!))];
        if (excluded.Length > 0)
        {
            all.Add(pool.Not(pool.Alternate(excluded)));
        }

        return Both(all);
    }

    /// <summary>Returns the contents that are in all of some expressions.</summary>
    public Expression Both(IReadOnlyCollection<Expression> all)
    {
        if (all.Count == 0)
        {
            return Anything;
        }

        Expression both = pool.Intersect(all.Any(one => one is not Complement) ? all : [Anything, .. all]);
        return StringSearch.HasString(both) ? both : pool.Nothing;
    }

    /// <summary>Returns the spellings of one text.</summary>
    public Expression Literal(string text) => pool.Literal(Encoding.UTF8.GetBytes(text), 0, TextEncoding.Json);

    /// <summary>Returns the contents that a regular expression matches somewhere.</summary>
    public Expression Search(string pattern, string place) => Known("s" + pattern, () => new PatternCompiler(pool, TextEncoding.Json, place).Search(pattern));

    /// <summary>Returns whether a regular expression matches a text somewhere.</summary>
    public bool IsMatch(string pattern, string place, string text)
    {
        Expression state = Search(pattern, place);
        foreach (byte value in JsonEncodedText.Encode(text).EncodedUtf8Bytes)
        {
            state = state.Derive(value);
        }

        return state.IsNullable;
    }

    private Expression Match(string pattern) => Known("m" + pattern, () => new PatternCompiler(pool, TextEncoding.Json, "format").Match(pattern));

    private Expression Known(string key, Func<Expression> compile)
    {
        if (!_patterns.TryGetValue(key, out Expression? known))
        {
            _patterns[key] = known = compile();
        }

        return known;
    }
}
