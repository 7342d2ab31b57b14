using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// Creates the expressions of one grammar, simplified, and equal ones only once. What it remembers is limited: beyond the
/// limit it begins anew, which costs time only.
/// </summary>
internal sealed class ExpressionPool
{
    // A row of derivatives takes 2 KB, an expression some 150 bytes.
    private const int MaxRows = 24_000;
    private const int MaxExpressions = 300_000;

    private readonly Dictionary<Key, Expression> _known = [];
    private readonly List<Expression> _rows = [];
    private int _nextId;

    public ExpressionPool()
    {
        Nothing = new ConstantExpression(this, isNullable: false);
        Empty = new ConstantExpression(this, isNullable: true);
    }

    private enum Kind
    {
        Bytes,
        Concatenation,
        Alternation,
        Intersection,
        Complement,
        Repetition,
        Characters,
        Literal,
        Number,
    }

    /// <summary>The set of no string.</summary>
    public Expression Nothing { get; }

    /// <summary>The set of only the empty string.</summary>
    public Expression Empty { get; }

    /// <summary>The number of expressions that were created.</summary>
    public int Count => _nextId;

    public int TakeId() => _nextId++;

    public void CountRow(Expression expression) => _rows.Add(expression);

    /// <summary>Forgets what can be computed again, if that has become much.</summary>
    public void Trim()
    {
        if (_rows.Count > MaxRows || _known.Count > MaxExpressions)
        {
            _rows.ForEach(row => row.Forget());
            _rows.Clear();
            _known.Clear();
        }
    }

    public Expression Bytes(ByteSet bytes) =>
        bytes.IsEmpty ? Nothing : Find(new Key(Kind.Bytes, bytes), () => new ByteExpression(this, bytes));

    public Expression Byte(char value) => Bytes(ByteSet.Of((byte)value));

    /// <summary>Returns the expression of exactly one text.</summary>
    public Expression Text(string text) => Literal(Encoding.UTF8.GetBytes(text), 0, TextEncoding.Plain);

    /// <summary>Returns the expression of a text from an offset of its UTF-8 on.</summary>
    public Expression Literal(byte[] utf8, int offset, TextEncoding encoding) =>
        offset == utf8.Length ? Empty : Find(new Key(Kind.Literal, utf8, offset, (int)encoding), () => new Literal(this, utf8, offset, encoding));

    /// <summary>Returns the expression of one character of a set.</summary>
    public Expression Character(CodePointSet set, TextEncoding encoding) =>
        set.IsEmpty ? Nothing : Find(new Key(Kind.Characters, set, (int)encoding), () => new CharacterExpression(this, set, encoding));

    /// <summary>Returns the expression of the rest of a number, whose first characters are known.</summary>
    public Expression Number(NumberRange range, string prefix) =>
        Find(new Key(Kind.Number, (range, prefix)), () => new NumberExpression(this, range, prefix));

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

        return head is Concatenation nested
            ? Concatenate(nested.Head, Concatenate(nested.Tail, tail))
            : Find(new Key(Kind.Concatenation, (head, tail)), () => new Concatenation(this, head, tail));
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
        SortedDictionary<int, Expression> different = [];
        ByteSet bytes = ByteSet.None;
        foreach (Expression member in members.SelectMany(member => member is Alternation nested ? nested.Members : [member]))
        {
            if (member is ByteExpression single)
            {
                bytes |= single.Bytes;
            }
            else if (member != Nothing)
            {
                different[member.Id] = member;
            }
        }

        if (!bytes.IsEmpty)
        {
            Expression single = Bytes(bytes);
            different[single.Id] = single;
        }

        return different.Count == 0 ? Nothing
            : different.Count == 1 ? different.Values.First()
            : Find(new Key(Kind.Alternation, new IdList(different.Keys)), () => new Alternation(this, [.. different.Values]));
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
            : Find(new Key(Kind.Repetition, item, min, max), () => new Repetition(this, item, min, max));
    }

    /// <summary>Returns the intersection, which may have no string: <see cref="StringSearch"/> tells.</summary>
    public Expression Intersect(IReadOnlyCollection<Expression> members)
    {
        SortedDictionary<int, Expression> different = [];
        Repetition? characters = null;
        foreach (Expression member in members.SelectMany(member => member is Intersection nested ? nested.Members : [member]))
        {
            if (member == Nothing)
            {
                return Nothing;
            }

            if (member is Complement { Excluded: ConstantExpression { IsNullable: false } })
            {
                continue;
            }

            if (member is Repetition { Item: CharacterExpression } run && (characters is null || characters.Item == run.Item))
            {
                (int min, int max) = characters is null ? (run.Min, run.Max) : (Math.Max(characters.Min, run.Min), Math.Min(characters.Max, run.Max));
                if (min > max || Repeat(run.Item, min, max) is not Repetition merged)
                {
                    return min > max ? Nothing : Intersect([Repeat(run.Item, min, max), .. members.Where(other => other is not Repetition same || same.Item != run.Item)]);
                }

                characters = merged;
                continue;
            }

            different[member.Id] = member;
        }

        if (characters is not null)
        {
            different[characters.Id] = characters;
        }

        if (different.ContainsKey(Empty.Id))
        {
            return different.Values.All(member => member.IsNullable) ? Empty : Nothing;
        }

        return different.Count == 1 ? different.Values.First()
            : Find(new Key(Kind.Intersection, new IdList(different.Keys)), () => new Intersection(this, [.. different.Values]));
    }

    /// <summary>Returns the complement; it has meaning only inside an intersection.</summary>
    public Expression Not(Expression excluded) =>
        excluded is Complement twice ? twice.Excluded : Find(new Key(Kind.Complement, excluded), () => new Complement(this, excluded));

    private Expression Find(Key key, Func<Expression> create)
    {
        if (!_known.TryGetValue(key, out Expression? known))
        {
            _known[key] = known = create();
        }

        return known;
    }

    private readonly record struct Key(Kind Kind, object Content, int First = 0, int Second = 0);

    private sealed class IdList(IEnumerable<int> ids) : IEquatable<IdList>
    {
        private readonly int[] _ids = [.. ids];

        public bool Equals(IdList? other) => other is not null && _ids.AsSpan().SequenceEqual(other._ids);

        public override bool Equals(object? obj) => Equals(obj as IdList);

        public override int GetHashCode()
        {
            HashCode hash = default;
            foreach (int id in _ids)
            {
                hash.Add(id);
            }

            return hash.ToHashCode();
        }
    }
}
