namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The characters that a state within a JSON string allows.</summary>
/// <param name="Room">The number of characters that it allows, whichever they are; <see cref="int.MaxValue"/> without limit, 0 outside of strings.</param>
/// <param name="HasAll">True if it allows all characters, false if only the plain ones.</param>
/// <param name="IsOnly">True if it allows nothing but a string's rest and what follows its closing quotation mark.</param>
/// <param name="Needed">The number of characters that must come after these.</param>
internal readonly record struct StringRun(int Room, bool HasAll, bool IsOnly, int Needed)
{
    // So much that no length has room for it.
    private const int Unknown = 1 << 28;

    private static StringRun None => new(0, false, false, Unknown);

    private static ByteSet Quote { get; } = ByteSet.Of((byte)'"');

    public static StringRun Of(Expression state) => state switch
    {
        Repetition { Item: CharacterExpression { HasPlainCharacters: true } characters } run => new StringRun(run.Max, characters.HasAllCharacters, true, 0),
        Literal { IsJson: true } => new StringRun(0, false, true, Unknown),
        Concatenation concatenation => Of(concatenation),
        Alternation alternation => Of(alternation),
        Intersection intersection => Of(intersection),
        // A few excluded texts leave room for all others, with a character more.
        Complement { IsOfFewTexts: true } => new StringRun(int.MaxValue, true, true, 0),
        _ => None,
    };

    private static StringRun Of(Concatenation concatenation)
    {
        StringRun head = Of(concatenation.Head);
        return head with
        {
            IsOnly = head.IsOnly && (!concatenation.Head.IsNullable || (concatenation.Tail.First & Quote) == concatenation.Tail.First),
            Needed = Math.Min(Unknown, head.Needed + MinLength(concatenation.Tail)),
        };
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
        StringRun all = new(int.MaxValue, true, false, 0);
        bool isExcluding = false;
        foreach (Expression member in intersection.Members)
        {
            StringRun run = Of(member);
            all = new StringRun(Math.Min(all.Room, run.Room), all.HasAll && run.HasAll, all.IsOnly || run.IsOnly, Math.Min(Unknown, all.Needed + run.Needed));
            isExcluding |= member is Complement;
        }

        // What one member limits must be enough for what the others still need, and for a text that is not excluded.
        int left = all.Room - all.Needed - (isExcluding ? 1 : 0);
        return all.Room == int.MaxValue ? all : all with { Room = Math.Max(0, left) };
    }

    // A number of characters that is never too small.
    private static int MinLength(Expression expression) => expression switch
    {
        ConstantExpression { IsNullable: true } => 0,
        CharacterExpression => 1,
        Literal literal => literal.Length,
        Concatenation concatenation => Math.Min(Unknown, MinLength(concatenation.Head) + MinLength(concatenation.Tail)),
        Alternation alternation => alternation.Members.Min(MinLength),
        Repetition { Min: 0 } => 0,
        Repetition repetition => (int)Math.Min(Unknown, (long)repetition.Min * MinLength(repetition.Item)),
        _ => Unknown,
    };
}
