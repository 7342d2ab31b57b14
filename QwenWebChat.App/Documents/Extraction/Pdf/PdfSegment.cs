using System.Text;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>A piece of a line without a gap that could part columns. Grows while the line is put together.</summary>
internal sealed class PdfSegment(PdfGlyph first)
{
    // Word spaces are a quarter of the size, and seldom set narrower than this.
    private const double WordGap = 0.17;

    private readonly StringBuilder _text = new(first.Text);
    private double _boldWidth = first.IsBold ? first.Right - first.Left : 0;

    public string Text => _text.ToString();

    public int Length => _text.Length;

    public double Left { get; private set; } = first.Left;

    public double Right { get; private set; } = first.Right;

    public double Baseline { get; private set; } = first.Baseline;

    public double Size { get; private set; } = first.Size;

    public double Bottom => Baseline - (0.2 * Size);

    public double Top => Baseline + (0.75 * Size);

    public bool IsBold => _boldWidth > 0.8 * (Right - Left);

    public void Append(PdfGlyph glyph, bool hasSpace)
    {
        Join(glyph.Text[0], glyph.Left - Right, hasSpace);
        _text.Append(glyph.Text);
        Right = Math.Max(Right, glyph.Right);
        _boldWidth += glyph.IsBold ? glyph.Right - glyph.Left : 0;
    }

    public void Append(PdfSegment next)
    {
        Join(next._text[0], next.Left - Right, hasSpace: false);
        _text.Append(next._text);
        Right = Math.Max(Right, next.Right);
        _boldWidth += next._boldWidth;
        // Superscripts and initials do not move the line.
        if (next.Length > Length - next.Length && next.Size > Size * 0.8)
        {
            (Baseline, Size) = (next.Baseline, next.Size);
        }
    }

    private void Join(char next, double gap, bool hasSpace)
    {
        char last = _text[^1];
        bool isWide = EastAsian.IsWide(last) || EastAsian.IsWide(next);
        if (!char.IsWhiteSpace(last) && (isWide ? gap > (hasSpace ? WordGap : 0.6) * Size : gap > WordGap * Size || (hasSpace && gap > -0.3 * Size)))
        {
            _text.Append(' ');
        }
    }
}
