namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The characters that a state within a JSON string allows.</summary>
/// <param name="Room">The number of characters that it allows, whichever they are; <see cref="int.MaxValue"/> without limit, 0 outside of strings.</param>
/// <param name="HasAll">True if it allows all characters, false if only the plain ones.</param>
/// <param name="IsOnly">True if it allows nothing but a string's rest and what follows its closing quotation mark.</param>
internal readonly record struct StringRun(int Room, bool HasAll, bool IsOnly)
{
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

        return isExcluding && all.Room is > 0 and < int.MaxValue ? all with { Room = all.Room - 1 } : all;
    }
}
