using System.Numerics;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A set of byte values.</summary>
internal readonly record struct ByteSet
{
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private ByteSet(ulong a, ulong b, ulong c, ulong d)
    {
        (_a, _b, _c, _d) = (a, b, c, d);
    }

    public static ByteSet None => default;

    public static ByteSet All => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    public int Count => BitOperations.PopCount(_a) + BitOperations.PopCount(_b) + BitOperations.PopCount(_c) + BitOperations.PopCount(_d);

    public bool IsEmpty => (_a | _b | _c | _d) == 0;

    public static ByteSet operator |(ByteSet left, ByteSet right) => new(left._a | right._a, left._b | right._b, left._c | right._c, left._d | right._d);

    public static ByteSet operator &(ByteSet left, ByteSet right) => new(left._a & right._a, left._b & right._b, left._c & right._c, left._d & right._d);

    public static ByteSet Of(byte value) => Range(value, value);

    public static ByteSet Of(ReadOnlySpan<byte> values)
    {
        ByteSet set = default;
        foreach (byte value in values)
        {
            set |= Of(value);
        }

        return set;
    }

    /// <summary>Returns the set of all values between two, both included.</summary>
    public static ByteSet Range(byte first, byte last)
    {
        Span<ulong> words = stackalloc ulong[4];
        for (int value = first; value <= last; value++)
        {
            words[value >> 6] |= 1UL << (value & 63);
        }

        return new ByteSet(words[0], words[1], words[2], words[3]);
    }

    public bool Contains(byte value) => ((Word(value >> 6) >> (value & 63)) & 1) != 0;

    /// <summary>Returns the lowest value from <paramref name="start"/> on; -1 if there is none.</summary>
    public int NextFrom(int start)
    {
        for (int word = start >> 6; word < 4; word++, start = word << 6)
        {
            ulong rest = Word(word) >> (start & 63);
            if (rest != 0)
            {
                return start + BitOperations.TrailingZeroCount(rest);
            }
        }

        return -1;
    }

    private ulong Word(int index) => index switch { 0 => _a, 1 => _b, 2 => _c, _ => _d };
}
