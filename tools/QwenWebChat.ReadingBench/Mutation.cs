using System.Text;

namespace QwenWebChat.ReadingBench;

/// <summary>
/// Damages files as a hostile or broken sender would: flips bits, replaces numbers, and removes, repeats or inserts pieces.
/// </summary>
internal sealed class Mutation(Random random)
{
    private const int MaxEdits = 6;
    private const int MaxPieceBytes = 4_096;

    // Numbers for which lengths, offsets and counts often fail.
    private static readonly string[] Numbers = ["0", "-1", "1", "65535", "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "9999999999999"];

    /// <param name="content">The file's content, which is not changed.</param>
    /// <param name="other">A file of the same kind, from which pieces are copied.</param>
    /// <returns>A damaged copy, at most a few kilobytes longer than the content.</returns>
    public byte[] Mutate(ReadOnlySpan<byte> content, ReadOnlySpan<byte> other)
    {
        List<byte> bytes = [.. content];
        for (int edit = random.Next(1, MaxEdits + 1); edit > 0 && bytes.Count > 0; edit--)
        {
            Edit(bytes, other);
        }

        return [.. bytes];
    }

    private void Edit(List<byte> bytes, ReadOnlySpan<byte> other)
    {
        switch (random.Next(7))
        {
            case 0:
                bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                break;
            case 2:
                (int cut, int cutLength) = Piece(bytes.Count);
                bytes.RemoveRange(cut, cutLength);
                break;
            case 3:
                (int repeated, int length) = Piece(bytes.Count);
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(repeated, length));
                break;
            case 4:
                (int taken, int takenLength) = Piece(other.Length);
                bytes.InsertRange(random.Next(bytes.Count), other.Slice(taken, takenLength));
                break;
            case 5:
                ReplaceNumber(bytes);
                break;
            default:
                // The end is lost, as in an interrupted download; seldom a large part.
                int lost = random.Next(1, 2 + (bytes.Count / 8));
                bytes.RemoveRange(bytes.Count - lost, lost);
                break;
        }
    }

    private (int Start, int Length) Piece(int count)
    {
        int start = count == 0 ? 0 : random.Next(count);
        return (start, count == 0 ? 0 : random.Next(Math.Min(count - start, MaxPieceBytes) + 1));
    }

    // Replaces the first number after a random position.
    private void ReplaceNumber(List<byte> bytes)
    {
        int start = bytes.FindIndex(random.Next(bytes.Count), value => char.IsAsciiDigit((char)value));
        if (start < 0)
        {
            return;
        }

        int end = bytes.FindIndex(start, value => !char.IsAsciiDigit((char)value));
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        bytes.InsertRange(start, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
    }
}
