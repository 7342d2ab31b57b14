using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The byte sequences of characters: UTF-8, and in JSON the escapes of RFC 8259.</summary>
internal static class CharacterSpellings
{
    private static readonly CodePointSet NeedsEscape = CodePointSet.Of((0, 0x1F)).Union(CodePointSet.OfCharacters("\"\\"));

    private static readonly (char Letter, int CodePoint)[] ShortEscapes =
        [('"', '"'), ('\\', '\\'), ('/', '/'), ('b', '\b'), ('f', '\f'), ('n', '\n'), ('r', '\r'), ('t', '\t')];

    private static readonly int[] Utf8Ends = [0x7F, 0x7FF, 0xFFFF, CodePointSet.Last];

    public static Expression Of(ExpressionPool pool, CodePointSet set, TextEncoding encoding) => encoding == TextEncoding.Plain
        ? Utf8(pool, set)
        : pool.Alternate(Utf8(pool, set.Except(NeedsEscape)), pool.Concatenate(pool.Byte('\\'), AfterBackslash(pool, set)));

    /// <summary>Returns what may follow a backslash in JSON for one of these characters.</summary>
    public static Expression AfterBackslash(ExpressionPool pool, CodePointSet set)
    {
        List<Expression> spellings = [.. ShortEscapes.Where(escape => set.Contains(escape.CodePoint)).Select(escape => pool.Byte(escape.Letter))];
        spellings.Add(pool.Concatenate(pool.Byte('u'), Units(pool, set)));
        return pool.Alternate(spellings);
    }

    // One unit of UTF-16 in hexadecimal digits, or two for a character beyond 0xFFFF.
    private static Expression Units(ExpressionPool pool, CodePointSet set)
    {
        List<Expression> spellings = [];
        foreach ((int first, int last) in set.Ranges)
        {
            if (first <= 0xFFFF)
            {
                spellings.Add(Hex(pool, first, Math.Min(last, 0xFFFF), 4));
            }

            if (last > 0xFFFF)
            {
                spellings.Add(Pairs(pool, Math.Max(first, 0x10000) - 0x10000, last - 0x10000));
            }
        }

        return pool.Alternate(spellings);
    }

    private static Expression Pairs(ExpressionPool pool, int first, int last)
    {
        List<Expression> spellings = [];
        int firstHigh = first >> 10;
        int lastHigh = last >> 10;
        int fullFrom = (first & 0x3FF) == 0 ? firstHigh : firstHigh + 1;
        int fullTo = (last & 0x3FF) == 0x3FF ? lastHigh : lastHigh - 1;
        if (fullFrom <= fullTo)
        {
            spellings.Add(Pair(fullFrom, fullTo, 0, 0x3FF));
        }

        if (firstHigh < fullFrom)
        {
            spellings.Add(Pair(firstHigh, firstHigh, first & 0x3FF, firstHigh == lastHigh ? last & 0x3FF : 0x3FF));
        }

        if (lastHigh > fullTo && lastHigh != firstHigh)
        {
            spellings.Add(Pair(lastHigh, lastHigh, 0, last & 0x3FF));
        }
        else if (lastHigh > fullTo && firstHigh == fullFrom)
        {
            spellings.Add(Pair(lastHigh, lastHigh, first & 0x3FF, last & 0x3FF));
        }

        return pool.Alternate(spellings);

        Expression Pair(int high, int highest, int low, int lowest) => pool.Concatenate(
            Hex(pool, 0xD800 + high, 0xD800 + highest, 4), pool.Byte('\\'), pool.Byte('u'), Hex(pool, 0xDC00 + low, 0xDC00 + lowest, 4));
    }

    private static Expression Hex(ExpressionPool pool, int first, int last, int digits)
    {
        if (digits == 0)
        {
            return pool.Empty;
        }

        int size = 1 << (4 * (digits - 1));
        List<Expression> spellings = [];
        for (int digit = first / size; digit <= last / size;)
        {
            int from = Math.Max(first, digit * size) - (digit * size);
            int to = Math.Min(last, ((digit + 1) * size) - 1) - (digit * size);
            // Digits that allow the same rest are one step.
            int end = digit;
            while (from == 0 && to == size - 1 && end < last / size && last >= ((end + 2) * size) - 1)
            {
                end++;
            }

            spellings.Add(pool.Concatenate(pool.Bytes(HexDigits(digit, end)), Hex(pool, from, to, digits - 1)));
            digit = end + 1;
        }

        return pool.Alternate(spellings);
    }

    private static ByteSet HexDigits(int first, int last)
    {
        ByteSet digits = ByteSet.None;
        for (int digit = first; digit <= last; digit++)
        {
            digits |= ByteSet.Of((byte)"0123456789abcdef"[digit]) | ByteSet.Of((byte)"0123456789ABCDEF"[digit]);
        }

        return digits;
    }

    private static Expression Utf8(ExpressionPool pool, CodePointSet set)
    {
        List<Expression> spellings = [];
        Span<byte> low = stackalloc byte[4];
        Span<byte> high = stackalloc byte[4];
        foreach ((int first, int last) in set.Ranges)
        {
            for (int start = first; start <= last;)
            {
                int end = Math.Min(last, Array.Find(Utf8Ends, end => end >= start));
                int length = new Rune(start).EncodeToUtf8(low);
                new Rune(end).EncodeToUtf8(high);
                spellings.Add(Utf8(pool, low[..length], high[..length]));
                start = end + 1;
            }
        }

        return pool.Alternate(spellings);
    }

    // All sequences between two of the same length.
    private static Expression Utf8(ExpressionPool pool, ReadOnlySpan<byte> low, ReadOnlySpan<byte> high)
    {
        if (low.Length == 1)
        {
            return pool.Bytes(ByteSet.Range(low[0], high[0]));
        }

        if (low[0] == high[0])
        {
            return pool.Concatenate(pool.Bytes(ByteSet.Of(low[0])), Utf8(pool, low[1..], high[1..]));
        }

        bool isLowFull = low[1..].IndexOfAnyExcept((byte)0x80) < 0;
        bool isHighFull = high[1..].IndexOfAnyExcept((byte)0xBF) < 0;
        int from = isLowFull ? low[0] : low[0] + 1;
        int to = isHighFull ? high[0] : high[0] - 1;
        Span<byte> lowest = stackalloc byte[low.Length - 1];
        Span<byte> highest = stackalloc byte[low.Length - 1];
        lowest.Fill(0x80);
        highest.Fill(0xBF);
        List<Expression> spellings = [];
        if (!isLowFull)
        {
            spellings.Add(pool.Concatenate(pool.Bytes(ByteSet.Of(low[0])), Utf8(pool, low[1..], highest)));
        }

        if (from <= to)
        {
            spellings.Add(pool.Concatenate(pool.Bytes(ByteSet.Range((byte)from, (byte)to)), Utf8(pool, lowest, highest)));
        }

        if (!isHighFull)
        {
            spellings.Add(pool.Concatenate(pool.Bytes(ByteSet.Of(high[0])), Utf8(pool, lowest, high[1..])));
        }

        return pool.Alternate(spellings);
    }
}
