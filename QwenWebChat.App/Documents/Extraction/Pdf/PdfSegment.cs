using System.Text;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>A piece of a line without a gap that could part columns. Grows while the line is put together.</summary>
/// <param name="hasSpaceBefore">A space of the file stands before it.</param>
internal sealed class PdfSegment(PdfGlyph first, bool hasSpaceBefore = false)
{
    // In sizes of the font. Wide characters have no spaces between them, and stand apart in justified lines.
    private const double WideGap = 0.6;
    private const double LargestOverlap = -0.3;

    // What has been put together so far, with the spaces that are sure, and the places where the line's gaps decide.
    private readonly StringBuilder _characters = new(Shown(first));
    private readonly List<(int Position, double Gap)> _gaps = [];
    private readonly List<PdfScript> _scripts = [];
    private readonly bool _hasSpaceBefore = hasSpaceBefore;
    private double _boldWidth = first.IsBold ? first.Right - first.Left : 0;
    private string? _text;

    public string Text => _text ??= Spaced();

    /// <summary>The number of characters, without the spaces that its gaps stand for.</summary>
    public int Length => _characters.Length;

    public double Left { get; private set; } = first.Left;

    public double Right { get; private set; } = first.Right;

    public double Baseline { get; private set; } = first.Baseline;

    public double Size { get; private set; } = first.Size;

    public double Bottom => Baseline - (0.2 * Size);

    public double Top => Baseline + (0.75 * Size);

    public bool IsBold => _boldWidth > 0.8 * (Right - Left);

    public void Append(PdfGlyph glyph, bool hasSpace)
    {
        string shown = Shown(glyph);
        Join(shown[0], glyph.Left - Right, hasSpace);
        _characters.Append(shown);
        Right = Math.Max(Right, glyph.Right);
        _boldWidth += glyph.IsBold ? glyph.Right - glyph.Left : 0;
        _text = null;
    }

    public void Append(PdfSegment next)
    {
        Join(next._characters[0], next.Left - Right, next._hasSpaceBefore);
        AddScript(next);
        int start = _characters.Length;
        _gaps.AddRange(next._gaps.Select(gap => (gap.Position + start, gap.Gap)));
        _characters.Append(next._characters);
        Right = Math.Max(Right, next.Right);
        _boldWidth += next._boldWidth;
        _text = null;
        // Superscripts and initials do not move the line.
        if (next.Length > Length - next.Length && next.Size > Size * 0.8)
        {
            (Baseline, Size) = (next.Baseline, next.Size);
        }
    }

    // A soft hyphen is never drawn, so one that is drawn is a hyphen.
    private static string Shown(PdfGlyph glyph) => glyph.Text == "\u00AD" ? "-" : glyph.Text;

    private void Join(char next, double gap, bool hasSpace)
    {
        char last = _characters[^1];
        if (char.IsWhiteSpace(last))
        {
            return;
        }

        bool isWide = EastAsian.IsWide(last) || EastAsian.IsWide(next);
        if (isWide ? gap > (hasSpace ? PdfWordGaps.Usual : WideGap) * Size : hasSpace && gap > LargestOverlap * Size)
        {
            _characters.Append(' ');
        }
        else if (!isWide)
        {
            _gaps.Add((_characters.Length, gap / Size));
        }
    }

    private void AddScript(PdfSegment next)
    {
        if (PdfScript.IsRaisedFrom(this, next) is not { } isRaised)
        {
            return;
        }

        int start = _characters.Length;
        if (_scripts.Count > 0 && _scripts[^1] is var last && last.End == start && last.IsRaised == isRaised)
        {
            start = last.Start;
            _scripts.RemoveAt(_scripts.Count - 1);
        }

        _scripts.Add(new PdfScript(start, _characters.Length + next.Length, isRaised));
    }

    private string Spaced()
    {
        double threshold = PdfWordGaps.Threshold([.. _gaps.Select(gap => gap.Gap)]);
        string characters = _characters.ToString();
        StringBuilder text = new(characters.Length + _scripts.Count);
        int script = 0;
        int done = 0;
        foreach ((int position, double gap) in _gaps)
        {
            while (script < _scripts.Count && _scripts[script].Start < position)
            {
                script++;
            }

            bool isScript = script < _scripts.Count && _scripts[script].Start == position;
            string between = gap > threshold ? " " : isScript ? _scripts[script].Mark(characters) : "";
            if (between.Length > 0)
            {
                text.Append(characters, done, position - done).Append(between);
                done = position;
            }
        }

        return text.Append(characters, done, characters.Length - done).ToString();
    }
}
