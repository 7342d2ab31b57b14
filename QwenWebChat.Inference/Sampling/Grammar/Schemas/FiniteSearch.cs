namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>Finds out whether an expression has a string that ends, given which of the recursive rules have one.</summary>
internal static class FiniteSearch
{
    public static bool IsFinite(Expression expression, HashSet<Rule> finite, HashSet<Rule> recursive)
    {
        Dictionary<Expression, bool> known = [];
        return Search(expression);

        bool Search(Expression current)
        {
            if (!known.TryGetValue(current, out bool isFinite))
            {
                known[current] = true;
                known[current] = isFinite = current switch
                {
                    Rule rule when recursive.Contains(rule) => finite.Contains(rule),
                    Rule { IsLazy: false } rule => Search(rule.Body),
                    Concatenation concatenation => Search(concatenation.Head) && Search(concatenation.Tail),
                    Alternation alternation => alternation.Members.Any(Search),
                    Repetition repetition => repetition.Min == 0 || Search(repetition.Item),
                    _ => true,
                };
            }

            return isFinite;
        }
    }
}
