using System.Text;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>A piece of a line without a gap that may separate columns. It grows while the line is assembled.</summary>
/// <param name="hasSpaceBefore">True if the file has a space before it.</param>
internal sealed class PdfSegment(PdfGlyph first, bool hasSpaceBefore = false)
{
    // In units of the font size. Wide characters have no spaces between them, and are spread in justified lines.
    private const double WideGap = 0.6;
    private const double MaxOverlap = -0.3;
    private const double MinSpace = 0.08;

    // Pieces of several letters that overlap more are not one word. Single letters may be accents.
    private const double Covering = -0.5;

    // The assembled text with the certain spaces, and the positions at which the line's gaps decide.
    private readonly StringBuilder _characters = new(Shown(first));
    private readonly List<(int Position, double Gap)> _gaps = [];
    private readonly List<PdfScript> _scripts = [];

    // The starts of operations without a space before them.
    private readonly List<(int Position, double Left)> _starts = [];
    private int _operation = first.Operation;
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

    /// <summary>The starts of pieces that were written by separate operations without a gap before them.</summary>
    public IReadOnlyList<(int Position, double Left)> Starts => _starts;

    public bool IsBold => _boldWidth > 0.8 * (Right - Left);

    public void Append(PdfGlyph glyph, bool hasSpace)
    {
        string shown = Shown(glyph);
        if (glyph.Operation != _operation && !hasSpace)
        {
            _starts.Add((_characters.Length, glyph.Left));
        }

        Join(shown[0], (glyph.Left - Right) / Size, hasSpace);
        _characters.Append(shown);
        Right = Math.Max(Right, glyph.Right);
        _boldWidth += glyph.IsBold ? glyph.Right - glyph.Left : 0;
        _operation = glyph.Operation;
        _text = null;
    }

    public void Append(PdfSegment next)
    {
        double gap = (next.Left - Right) / Size;
        bool? isRaised = PdfScript.IsRaisedFrom(this, next);
        // Superscripts and subscripts have their own distances.
        bool isAtScript = isRaised is not null || (_scripts.Count > 0 && _scripts[^1].End == _characters.Length);
        // Some files write spaces without any width.
        bool hasSpace = next._hasSpaceBefore && gap > MinSpace;
        bool isCovering = gap < Covering && Length > 1 && next.Length > 1;
        Join(next._characters[0], isAtScript && gap < PdfWordGaps.Usual ? 0 : gap, isCovering || hasSpace, isCovering);
        if (isRaised is { } raised)
        {
            AddScript(next, raised);
        }

        int start = _characters.Length;
        _starts.Add((start, next.Left));
        _starts.AddRange(next._starts.Select(piece => (piece.Position + start, piece.Left)));
        _gaps.AddRange(next._gaps.Select(place => (place.Position + start, place.Gap)));
        _characters.Append(next._characters);
        Right = Math.Max(Right, next.Right);
        _boldWidth += next._boldWidth;
        _text = null;
        // Superscripts and initials do not move the baseline.
        if (next.Length > Length - next.Length && next.Size > Size * 0.8)
        {
            (Baseline, Size) = (next.Baseline, next.Size);
        }
    }

    /// <summary>Returns true if another word may begin at a position: words are also written in several operations, but do not continue with a capital.</summary>
    public bool MayEndWord(int position) =>
        position > 0 && position < Length
        && (char.IsUpper(_characters[position]) ? !char.IsUpper(_characters[position - 1]) : char.IsDigit(_characters[position]) && char.IsLower(_characters[position - 1]));

    /// <summary>Splits off the text after a position as a new segment.</summary>
    /// <param name="left">The left edge of the new segment on the page.</param>
    public PdfSegment Split(int position, double left)
    {
        string rest = _characters.ToString(position, _characters.Length - position);
        PdfSegment other = new(new PdfGlyph(rest, left, Right, Baseline, Size, IsBold));
        other._starts.AddRange(_starts.Where(piece => piece.Position > position).Select(piece => (piece.Position - position, piece.Left)));
        other._gaps.AddRange(_gaps.Where(place => place.Position > position).Select(place => (place.Position - position, place.Gap)));
        other._scripts.AddRange(_scripts.Where(script => script.Start > position).Select(script => script with { Start = script.Start - position, End = script.End - position }));
        _starts.RemoveAll(piece => piece.Position >= position);
        _gaps.RemoveAll(place => place.Position >= position);
        _scripts.RemoveAll(script => script.End > position);
        _boldWidth = IsBold ? left - Left : 0;
        _characters.Length = position;
        Right = left;
        _text = null;
        return other;
    }

    // A soft hyphen is never drawn, so a drawn one is a hyphen.
    private static string Shown(PdfGlyph glyph) => glyph.Text == "\u00AD" ? "-" : glyph.Text;

    private void Join(char next, double gap, bool hasSpace, bool isCovering = false)
    {
        char last = _characters[^1];
        if (char.IsWhiteSpace(last))
        {
            return;
        }

        bool isWide = EastAsian.IsWide(last) || EastAsian.IsWide(next);
        if (isWide ? gap > (hasSpace ? PdfWordGaps.Usual : WideGap) : hasSpace && (gap > MaxOverlap || isCovering))
        {
            _characters.Append(' ');
        }
        else if (!isWide)
        {
            _gaps.Add((_characters.Length, gap));
        }
    }

    private void AddScript(PdfSegment next, bool isRaised)
    {
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
        double threshold = PdfWordGaps.Threshold([.. _gaps.Select(place => place.Gap)]);
        string characters = _characters.ToString();
        HashSet<int> numbers = PdfPieces.NumbersBesideEachOther(characters, _starts);
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
            string between = gap > threshold || numbers.Contains(position) ? " " : isScript ? _scripts[script].Mark(characters) : "";
            if (between.Length > 0)
            {
                text.Append(characters, done, position - done).Append(between);
                done = position;
            }
        }

        return text.Append(characters, done, characters.Length - done).ToString();
    }
}
