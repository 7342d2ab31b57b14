namespace QwenWebChat.Inference.Sampling.Grammar.Patterns;

/// <summary>Turns a parsed regular expression into the expression of the whole texts that it matches.</summary>
internal sealed class PatternCompiler(ExpressionPool pool, TextEncoding encoding, string place)
{
    // Assertions in alternatives are resolved by writing the alternatives out.
    private const int MaxAlternatives = 1_000;

    private int _alternativeCount;

    private Expression Anything => pool.Repeat(pool.Character(CodePointSet.All, encoding), 0, int.MaxValue);

    /// <summary>Returns the texts that a regular expression matches somewhere, as JSON Schema's pattern does.</summary>
    /// <exception cref="GrammarException">The expression is invalid or unsupported.</exception>
    public Expression Search(string pattern) => Build(PatternParser.Parse(pattern, place), isOpenBefore: true, isOpenAfter: true);

    /// <summary>Returns the texts that a regular expression matches as a whole.</summary>
    /// <exception cref="GrammarException">The expression is invalid or unsupported.</exception>
    public Expression Match(string pattern) => Build(PatternParser.Parse(pattern, place), isOpenBefore: false, isOpenAfter: false);

    private Expression Build(PatternNode node, bool isOpenBefore, bool isOpenAfter)
    {
        if (node is PatternNode.Choice choice && node.HasAssertion)
        {
            return pool.Alternate([.. choice.Options.Select(option => Build(option, isOpenBefore, isOpenAfter))]);
        }

        List<PatternNode> parts = [.. Flatten(node)];
        int split = parts.FindIndex(part => part.HasAssertion && part is PatternNode.Choice or PatternNode.Repeated { HasAssertion: true });
        if (split >= 0)
        {
            return pool.Alternate([.. Options(parts[split]).Select(option => Build(new PatternNode.Series([.. parts[..split], option, .. parts[(split + 1)..]]), isOpenBefore, isOpenAfter))]);
        }

        int start = parts.FindLastIndex(part => part is PatternNode.Start);
        if (start >= 0)
        {
            // Nothing but further assertions can stand before the start.
            if (parts[..start].Any(part => part is not (PatternNode.Start or PatternNode.LookAhead or PatternNode.Repeated { Min: 0 })))
            {
                return pool.Nothing;
            }

            parts = [.. parts[..start].Where(part => part is PatternNode.LookAhead), .. parts[(start + 1)..]];
            isOpenBefore = false;
        }

        Expression before = isOpenBefore ? Anything : pool.Empty;
        return pool.Concatenate(before, BuildSeries(parts, isOpenAfter));
    }

    // What a series matches from here to the end of the text.
    private Expression BuildSeries(List<PatternNode> parts, bool isOpenAfter)
    {
        int assertion = parts.FindIndex(part => part.HasAssertion);
        if (assertion < 0)
        {
            return pool.Concatenate(pool.Concatenate([.. parts.Select(Plain)]), isOpenAfter ? Anything : pool.Empty);
        }

        Expression before = pool.Concatenate([.. parts[..assertion].Select(Plain)]);
        List<PatternNode> rest = parts[(assertion + 1)..];
        if (parts[assertion] is PatternNode.LookAhead ahead)
        {
            Expression wanted = Build(ahead.Content, isOpenBefore: false, isOpenAfter: true);
            Expression both = pool.Intersect([BuildSeries(rest, isOpenAfter), ahead.IsNegative ? pool.Not(wanted) : wanted]);
            return StringSearch.HasString(both) ? pool.Concatenate(before, both) : pool.Nothing;
        }

        // After the end only what may be empty can follow.
        return rest.All(part => part is PatternNode.End or PatternNode.Repeated { Min: 0 }) ? before : pool.Nothing;
    }

    private Expression Plain(PatternNode node) => node switch
    {
        PatternNode.Characters characters => pool.Character(characters.Set, encoding),
        PatternNode.Series series => pool.Concatenate([.. series.Parts.Select(Plain)]),
        PatternNode.Choice choice => pool.Alternate([.. choice.Options.Select(Plain)]),
        PatternNode.Repeated repeated => pool.Repeat(Plain(repeated.Item), repeated.Min, repeated.Max),
        _ => throw new InvalidOperationException(),
    };

    private IEnumerable<PatternNode> Options(PatternNode node)
    {
        IReadOnlyList<PatternNode> options = node switch
        {
            PatternNode.Choice choice => choice.Options,
            PatternNode.Repeated { Min: 0, Max: 1 } optional => [new PatternNode.Series([]), optional.Item],
            _ => throw new GrammarException(place, "an anchor or look-ahead inside a repetition is not supported"),
        };
        _alternativeCount += options.Count;
        return _alternativeCount <= MaxAlternatives ? options
            : throw new GrammarException(place, $"anchors and look-aheads in more than {MaxAlternatives} alternatives are not supported");
    }

    private static IEnumerable<PatternNode> Flatten(PatternNode node) =>
        node is PatternNode.Series series ? series.Parts.SelectMany(Flatten) : [node];
}
