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
        // The last found first: a way to an end is usually short, and the number of states may be large.
        Stack<Intersection> open = new([start]);
        while (open.TryPop(out Intersection? current))
        {
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

    private static bool LeadsToString(Intersection current, Dictionary<Intersection, Intersection?> parents, Stack<Intersection> open)
    {
        foreach (byte value in current.FirstOfClasses())
        {
            Expression candidate = current.Candidate(value);
            if (candidate is Intersection next)
            {
                if (next.HasString == true)
                {
                    return true;
                }

                if (next.HasString is null && parents.TryAdd(next, current))
                {
                    open.Push(next);
                    if (next.IsNullable)
                    {
                        break;
                    }
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
