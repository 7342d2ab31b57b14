using System.Text;

namespace QwenWebChat.Documents.Unicode;

/// <summary>
/// A text in the form in which it is searched: each character is folded (<see cref="CharacterFolding"/>), so that composed and
/// decomposed, full-width and half-width, upper-case and lower-case letters are equal. Its ranges map back to the source.
/// </summary>
public sealed class FoldedText
{
    // The segments whose length is not one code unit before and after folding, with their ends in both texts.
    private readonly List<Segment> _segments = [];

    public FoldedText(string source)
    {
        StringBuilder text = new(source.Length);
        for (int index = 0; index < source.Length;)
        {
            int length = CharacterFolding.SegmentLength(source, index);
            string folded = CharacterFolding.Fold(source.AsSpan(index, length));
            text.Append(folded);
            index += length;
            if (length != 1 || folded.Length != 1)
            {
                _segments.Add(new Segment(text.Length, folded.Length, index, length));
            }
        }

        Text = text.ToString();
    }

    public string Text { get; }

    public static string Fold(string source) => Ascii.IsValid(source) ? source.ToLowerInvariant() : new FoldedText(source).Text;

    /// <summary>Maps a range back to the source, extended to whole characters.</summary>
    public (int Start, int End) SourceOf(int start, int length)
    {
        Segment? first = SegmentAt(start);
        int end = start + length;
        Segment? last = length == 0 ? first : SegmentAt(end - 1);
        return (
            first is { } of && start < of.FoldedEnd ? of.SourceEnd - of.SourceLength : Shifted(first, start),
            last is { } to && end <= to.FoldedEnd ? to.SourceEnd : Shifted(last, end));
    }

    // The last segment that begins at or before a position in the folded text.
    private Segment? SegmentAt(int place)
    {
        (int low, int high) = (0, _segments.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _segments[middle].FoldedEnd - _segments[middle].FoldedLength <= place ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : _segments[low - 1];
    }

    private static int Shifted(Segment? before, int place) => before is { } segment ? segment.SourceEnd + place - segment.FoldedEnd : place;

    private readonly record struct Segment(int FoldedEnd, int FoldedLength, int SourceEnd, int SourceLength);
}
