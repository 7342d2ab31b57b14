namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>Finds out whether intersections have any string, by a search among their derivatives.</summary>
internal static class StringSearch
{
    // A product of patterns that needs more is refused: it would not be decided within the time of a compilation.
    private const int MaxVisited = 20_000;

    /// <exception cref="GrammarException">The search takes too long.</exception>
    public static bool HasString(Expression expression) => expression switch
    {
        Intersection intersection => intersection.HasString ??= intersection.IsEndless || Search(intersection),
        Concatenation { Head: Intersection head } => HasString(head),
        Alternation alternation => alternation.Members.Any(HasString),
        _ => expression is not ConstantExpression { IsNullable: false },
    };

    private static bool Search(Intersection start)
    {
        Dictionary<Intersection, Intersection?> parents = new() { [start] = null };
        LinkedList<Intersection> open = new([start]);
        bool isDeep = false;
        while ((isDeep ? open.Last : open.First) is { } node)
        {
            // The first and the last that were found by turns: an end may be near, or behind a minimum length.
            open.Remove(node);
            isDeep = !isDeep;
            Intersection current = node.Value;
            if (current.IsNullable || current.HasString == true || LeadsToString(current, parents, open))
            {
                MarkPath(current, parents);
                return true;
            }

            if (parents.Count > MaxVisited)
            {
                throw new GrammarException("pattern", "the combination of patterns, lengths and excluded values is too complex to decide");
            }
        }

        foreach (Intersection visited in parents.Keys)
        {
            visited.HasString = false;
        }

        return false;
    }

    private static bool LeadsToString(Intersection current, Dictionary<Intersection, Intersection?> parents, LinkedList<Intersection> open)
    {
        foreach (byte value in current.FirstOfClasses())
        {
            Expression candidate = current.Candidate(value);
            if (candidate is Intersection next)
            {
                if (next.HasString == true || next.IsNullable)
                {
                    return true;
                }

                if (next.HasString is null && parents.TryAdd(next, current))
                {
                    open.AddLast(next);
                }
            }
            else if (HasString(candidate))
            {
                return true;
            }
        }

        return false;
    }

    private static void MarkPath(Intersection end, Dictionary<Intersection, Intersection?> parents)
    {
        for (Intersection? current = end; current is not null; current = parents[current])
        {
            current.HasString = true;
        }
    }
}
