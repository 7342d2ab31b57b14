using System.Runtime.InteropServices;
using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// Creates the expressions of one grammar, simplified, and equal ones only once. What it remembers is limited: beyond the
/// limit it begins anew, which costs time only.
/// </summary>
internal sealed partial class ExpressionPool
{
    private readonly Dictionary<(int Head, int Tail), Expression> _concatenations = [];
    private readonly Dictionary<(int Item, int Min, int Max), Expression> _repetitions = [];
    private readonly Dictionary<IdList, Expression> _sets = [];
    private readonly Dictionary<(object Content, int Offset, TextEncoding Encoding), Expression> _leaves = [];
    private readonly Dictionary<BytePartition, BytePartition> _partitions = [];
    private readonly Dictionary<(BytePartition, BytePartition), BytePartition> _meets = new(new SamePair());

    public ExpressionPool()
    {
        BeginStep();
        Nothing = new ConstantExpression(this, isNullable: false);
        Empty = new ConstantExpression(this, isNullable: true);
    }

    /// <summary>The set of no string.</summary>
    public Expression Nothing { get; }

    /// <summary>The set of only the empty string.</summary>
    public Expression Empty { get; }

    /// <summary>Returns the partition's only object.</summary>
    public BytePartition Known(BytePartition partition)
    {
        if (!_partitions.TryGetValue(partition, out BytePartition? known))
        {
            _partitions[partition] = known = partition;
        }

        return known;
    }

    /// <summary>Returns the coarsest partition that divides what any of some expressions' partitions divides.</summary>
    public BytePartition Meet(Expression[] members)
    {
        BytePartition meet = members[0].Partition;
        foreach (Expression member in members)
        {
            meet = Meet(meet, member.Partition);
        }

        return meet;
    }

    /// <summary>Returns the coarsest partition that divides what either divides.</summary>
    public BytePartition Meet(BytePartition left, BytePartition right)
    {
        if (left == right || right == BytePartition.One)
        {
            return left;
        }

        if (!_meets.TryGetValue((left, right), out BytePartition? meet))
        {
            _meets[(left, right)] = meet = Known(left.Meet(right));
        }

        return meet;
    }

    public Expression Bytes(ByteSet bytes) =>
        bytes.IsEmpty ? Nothing : Leaf(bytes, 0, default) ?? Add(bytes, 0, default, new ByteExpression(this, bytes));

    public Expression Byte(char value) => Bytes(ByteSet.Of((byte)value));

    /// <summary>Returns the expression of exactly one text.</summary>
    public Expression Text(string text) => Literal(Encoding.UTF8.GetBytes(text), 0, TextEncoding.Plain);

    /// <summary>Returns the expression of a text from an offset of its UTF-8 on.</summary>
    public Expression Literal(byte[] utf8, int offset, TextEncoding encoding) =>
        offset == utf8.Length ? Empty : Leaf(utf8, offset, encoding) ?? Add(utf8, offset, encoding, new Literal(this, utf8, offset, encoding));

    /// <summary>Returns the expression of one character of a set.</summary>
    public Expression Character(CodePointSet set, TextEncoding encoding) =>
        set.IsEmpty ? Nothing : Leaf(set, 0, encoding) ?? Add(set, 0, encoding, new CharacterExpression(this, set, encoding));

    /// <summary>Returns the expression of the rest of a number, whose first characters are known.</summary>
    public Expression Number(NumberRange range, string prefix) =>
        Leaf((range, prefix), 0, default) ?? Add((range, prefix), 0, default, new NumberExpression(this, range, prefix));

    public Expression Concatenate(Expression head, Expression tail)
    {
        if (head == Nothing || tail == Nothing)
        {
            return Nothing;
        }

        if (head == Empty || tail == Empty)
        {
            return head == Empty ? tail : head;
        }

        if (head is Concatenation nested)
        {
            return Concatenate(nested.Head, Concatenate(nested.Tail, tail));
        }

        ref Expression? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_concatenations, (head.Id, tail.Id), out _);
        return known ??= new Concatenation(this, head, tail);
    }

    public Expression Concatenate(params ReadOnlySpan<Expression> parts)
    {
        Expression all = Empty;
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            all = Concatenate(parts[i], all);
        }

        return all;
    }

    public Expression Alternate(Expression left, Expression right) =>
        left == right || right == Nothing ? left
        : left == Nothing ? right
        : Alternate([left, right]);

    public Expression Alternate(IReadOnlyCollection<Expression> members)
    {
        List<Expression> flat = new(members.Count);
        ByteSet bytes = ByteSet.None;
        foreach (Expression member in members)
        {
            if (member is ByteExpression single)
            {
                bytes |= single.Bytes;
            }
            else if (member is Alternation nested)
            {
                flat.AddRange(nested.Members);
            }
            else if (member != Nothing)
            {
                flat.Add(member);
            }
        }

        // Any characters include all others; at a character's beginning, where this expression is, nothing else can stand.
        if (flat.Find(member => member is Repetition { Min: 0, Max: int.MaxValue, Item: CharacterExpression { HasAllCharacters: true } }) is { } anything)
        {
            return anything;
        }

        foreach (ByteExpression single in flat.OfType<ByteExpression>().ToArray())
        {
            bytes |= single.Bytes;
            flat.Remove(single);
        }

        flat.AddRange(bytes.IsEmpty ? [] : [Bytes(bytes)]);
        Expression[] different = InOrder(flat);
        return different.Length switch
        {
            0 => Nothing,
            1 => different[0],
            _ => Set(different, isIntersection: false),
        };
    }

    /// <summary>Returns the expression of zero or one.</summary>
    public Expression Optional(Expression item) => Alternate(item, Empty);

    /// <param name="max">The maximum; <see cref="int.MaxValue"/> for no limit.</param>
    public Expression Repeat(Expression item, int min, int max)
    {
        if (max == 0 || item == Empty)
        {
            return Empty;
        }

        return item == Nothing ? (min == 0 ? Empty : Nothing)
            : min == 1 && max == 1 ? item
            : item is Repetition { Min: 0, Max: int.MaxValue } ? item
            : FindRepetition(item, min, max);
    }

    /// <summary>Returns the intersection, which may have no string: <see cref="StringSearch"/> tells.</summary>
    public Expression Intersect(IReadOnlyCollection<Expression> members)
    {
        List<Expression> flat = [];
        Repetition? run = null;
        foreach (Expression member in members.SelectMany(member => member is Intersection nested ? nested.Members : [member]))
        {
            // Nothing but texts is intersected, and the complement of all texts has none.
            if (member == Nothing || member is Complement { Excluded: Repetition { Min: 0, Max: int.MaxValue, Item: CharacterExpression { HasAllCharacters: true } } })
            {
                return Nothing;
            }

            // Repetitions of the same character are one, with both bounds.
            if (member is Repetition { Item: CharacterExpression } other && (run is null || run.Item == other.Item))
            {
                run = run is null ? other : new Repetition(this, other.Item, Math.Max(run.Min, other.Min), Math.Min(run.Max, other.Max));
            }
            else if (member is not Complement { Excluded: ConstantExpression { IsNullable: false } })
            {
                flat.Add(member);
            }
        }

        if (run is { } bounded)
        {
            Expression repeated = bounded.Min > bounded.Max ? Nothing : Repeat(bounded.Item, bounded.Min, bounded.Max);
            if (repeated == Nothing)
            {
                return Nothing;
            }

            flat.Add(repeated);
        }

        Expression[] different = InOrder(flat);
        return different.Contains(Empty) ? Array.TrueForAll(different, member => member.IsNullable) ? Empty : Nothing
            : different.Length == 1 ? different[0]
            : Set(different, isIntersection: true);
    }

    /// <summary>Returns the complement; it has meaning only inside an intersection.</summary>
    public Expression Not(Expression excluded) =>
        excluded is Complement twice ? twice.Excluded : Leaf(excluded, 0, default) ?? Add(excluded, 0, default, new Complement(this, excluded));

    private static Expression[] InOrder(List<Expression> members)
    {
        members.Sort(static (left, right) => left.Id - right.Id);
        int count = 0;
        for (int i = 0; i < members.Count; i++)
        {
            if (count == 0 || members[count - 1] != members[i])
            {
                members[count++] = members[i];
            }
        }

        return [.. members[..count]];
    }

    private Expression Set(Expression[] members, bool isIntersection)
    {
        ref Expression? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_sets, new IdList(members, isIntersection), out _);
        return known ??= isIntersection ? new Intersection(this, members) : new Alternation(this, members);
    }

    private Expression FindRepetition(Expression item, int min, int max)
    {
        ref Expression? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_repetitions, (item.Id, min, max), out _);
        return known ??= new Repetition(this, item, min, max);
    }

    private Expression? Leaf(object content, int offset, TextEncoding encoding) => _leaves.GetValueOrDefault((content, offset, encoding));

    private Expression Add(object content, int offset, TextEncoding encoding, Expression leaf) => _leaves[(content, offset, encoding)] = leaf;
}
