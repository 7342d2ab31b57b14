namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The characters that a state within a JSON string allows.</summary>
/// <param name="Room">The number of characters that it allows, whichever they are; <see cref="int.MaxValue"/> without limit, 0 outside of strings.</param>
/// <param name="HasAll">True if it allows all characters, false if only the plain ones.</param>
/// <param name="IsOnly">True if it allows nothing but a string's rest and what follows its closing quotation mark.</param>
internal readonly record struct StringRun(int Room, bool HasAll, bool IsOnly)
{
    // So much that no length has room for it.
    private const int Unknown = 1 << 28;

    private const int MaxVisited = 1_000;

    private static StringRun None => new(0, false, false);

    private static ByteSet Quote { get; } = ByteSet.Of((byte)'"');

    public static StringRun Of(Expression state) => state switch
    {
        Repetition { Item: CharacterExpression { HasPlainCharacters: true } characters } run => new StringRun(run.Max, characters.HasAllCharacters, true),
        Literal { IsJson: true } => new StringRun(0, false, true),
        Concatenation concatenation => Of(concatenation),
        Alternation alternation => Of(alternation),
        Intersection intersection => Of(intersection),
        // A few excluded texts leave room for all others, with a character more.
        Complement { IsOfFewTexts: true } => new StringRun(int.MaxValue, true, true),
        _ => None,
    };

    private static StringRun Of(Concatenation concatenation)
    {
        StringRun head = Of(concatenation.Head);
        return head with { IsOnly = head.IsOnly && (!concatenation.Head.IsNullable || (concatenation.Tail.First & Quote) == concatenation.Tail.First) };
    }

    private static StringRun Of(Alternation alternation)
    {
        StringRun best = None;
        bool isOnly = true;
        foreach (Expression member in alternation.Members)
        {
            StringRun run = Of(member);
            best = run.Room > best.Room || (run.Room == best.Room && run.HasAll) ? run : best;
            isOnly &= run.IsOnly;
        }

        return best with { IsOnly = isOnly };
    }

    private static StringRun Of(Intersection intersection)
    {
        StringRun all = new(int.MaxValue, true, false);
        bool isExcluding = false;
        foreach (Expression member in intersection.Members)
        {
            StringRun run = Of(member);
            all = new StringRun(Math.Min(all.Room, run.Room), all.HasAll && run.HasAll, all.IsOnly || run.IsOnly);
            isExcluding |= member is Complement;
        }

        if (all.Room is 0 or int.MaxValue)
        {
            return all;
        }

        // What one member limits must be enough for what the others still need, and for a text that is not excluded.
        int budget = MaxVisited;
        long needed = isExcluding ? 1 : 0;
        foreach (Expression member in intersection.Members)
        {
            needed += Needed(member, ref budget);
        }

        return all with { Room = (int)Math.Max(0, all.Room - needed) };
    }

    // The number of characters that must come after the free ones.
    private static int Needed(Expression member, ref int budget)
    {
        switch (member)
        {
            case Repetition or Complement:
                return 0;
            case Concatenation concatenation:
                return Math.Min(Unknown, Needed(concatenation.Head, ref budget) + MinLength(concatenation.Tail, ref budget));
            case Alternation alternation:
                int most = 0;
                foreach (Expression one in alternation.Members)
                {
                    most = Math.Max(most, Needed(one, ref budget));
                }

                return most;
            default:
                return Unknown;
        }
    }

    // A number of characters that is never too small. Parts that are shared are visited again, so that visits are bounded.
    private static int MinLength(Expression expression, ref int budget)
    {
        if (budget-- <= 0)
        {
            return Unknown;
        }

        switch (expression)
        {
            case ConstantExpression { IsNullable: true } or Repetition { Min: 0 }:
                return 0;
            case CharacterExpression:
                return 1;
            case Literal literal:
                return literal.Length;
            case Concatenation concatenation:
                return Math.Min(Unknown, MinLength(concatenation.Head, ref budget) + MinLength(concatenation.Tail, ref budget));
            case Repetition repetition:
                return (int)Math.Min(Unknown, (long)repetition.Min * MinLength(repetition.Item, ref budget));
            case Alternation alternation:
                int least = Unknown;
                foreach (Expression member in alternation.Members)
                {
                    least = Math.Min(least, MinLength(member, ref budget));
                }

                return least;
            default:
                return Unknown;
        }
    }
}
