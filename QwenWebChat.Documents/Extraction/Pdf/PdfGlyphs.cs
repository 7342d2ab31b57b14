using UglyToad.PdfPig.Core;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Rotates the characters of a page upright, by the direction in which they are written, and corrects the skew of a scan.</summary>
internal static class PdfGlyphs
{
    // In degrees. A larger angle is intended, not skew.
    private const double MaxSkew = 10;

    // In degrees. Letters whose angle differs from the page's skew by at most this are rotated with it.
    private const double SameSkew = 0.3;

    // Watermarks are shorter.
    private const int MinSlanted = 24;
    private const int MaxSlants = 12;

    // In units of the font size. Double letters in a word are twice as far apart.
    private const double DoubleStrike = 0.1;

    // In widths of the glyph; the width of an "i" is a fifth of its size.
    private const double MaxStrike = 5;

    /// <summary>Returns upright text first, then text that runs downwards, upside down and upwards, then slanted text.</summary>
    public static IEnumerable<List<PdfGlyph?>> ByDirection(PdfDrawnPage page)
    {
        if (page.Letters.TrueForAll(letter => letter.Angle == 0))
        {
            yield return Upright(page.Letters, 0);
            yield break;
        }

        PdfPoint centre = new(page.Width / 2, page.Height / 2);
        double skew = Skew(page.Letters);
        ILookup<double, PdfLetter> letters = page.Letters.ToLookup(letter => Direction(letter.Angle));
        foreach (double direction in new double[] { 0, -90, 180, 90 })
        {
            if (letters.Contains(direction))
            {
                yield return Upright(letters[direction].Select(letter => Turned(letter, centre, SkewOf(letter.Angle - direction, skew))), direction);
            }
        }

        bool isAllSlanted = page.Letters.TrueForAll(letter => double.IsNaN(Direction(letter.Angle)));
        foreach (IGrouping<double, PdfLetter> slanted in letters[double.NaN].GroupBy(letter => Math.Round(letter.Angle)).OrderByDescending(group => group.Count()).Take(MaxSlants))
        {
            if (isAllSlanted || slanted.Count(letter => !letter.IsBlank) >= MinSlanted)
            {
                yield return Upright(slanted.Select(letter => Turned(letter, centre, letter.Angle)), 0);
            }
        }
    }

    // The angle rounded to quarter turns; not a number for slanted text.
    private static double Direction(double angle)
    {
        double nearest = Math.Round(angle / 90) * 90;
        return Math.Abs(angle - nearest) > MaxSkew ? double.NaN : nearest <= -180 ? 180 : nearest;
    }

    // The skew of most of the page.
    private static double Skew(List<PdfLetter> letters)
    {
        List<double> leans = [.. letters.Where(letter => !letter.IsBlank && !double.IsNaN(Direction(letter.Angle))).Select(letter => Lean(letter.Angle))];
        leans.Sort();
        return leans.Count == 0 ? 0 : leans[leans.Count / 2];
    }

    private static double SkewOf(double lean, double skew) => Lean(lean) is var own && Math.Abs(own - skew) <= SameSkew ? skew : own;

    private static double Lean(double angle) => angle - (Math.Round(angle / 90) * 90);

    private static PdfLetter Turned(PdfLetter letter, PdfPoint centre, double degrees)
    {
        if (degrees == 0)
        {
            return letter;
        }

        (double sine, double cosine) = Math.SinCos(-degrees * Math.PI / 180);
        return letter with { Start = Turned(letter.Start, centre, sine, cosine), End = Turned(letter.End, centre, sine, cosine) };
    }

    private static PdfPoint Turned(PdfPoint point, PdfPoint centre, double sine, double cosine)
    {
        (double x, double y) = (point.X - centre.X, point.Y - centre.Y);
        return new PdfPoint(centre.X + (x * cosine) - (y * sine), centre.Y + (x * sine) + (y * cosine));
    }

    // Null stands for a space.
    private static List<PdfGlyph?> Upright(IEnumerable<PdfLetter> letters, double direction)
    {
        List<PdfGlyph?> glyphs = [];
        Dictionary<long, PdfGlyph> seen = [];
        foreach (PdfLetter letter in letters)
        {
            if (letter.IsBlank)
            {
                glyphs.Add(null);
                continue;
            }

            (double left, double baseline) = Quarter(letter.Start, direction);
            (double right, _) = Quarter(letter.End, direction);
            PdfGlyph glyph = new(letter.Text, left, Math.Max(left, right), baseline, letter.Size, letter.IsBold, letter.Operation);
            if (!IsRepeated(seen, glyph))
            {
                glyphs.Add(glyph);
            }
        }

        return glyphs;
    }

    private static (double X, double Y) Quarter(PdfPoint point, double direction) => direction switch
    {
        -90 => (-point.Y, point.X),
        180 => (-point.X, -point.Y),
        90 => (point.Y, -point.X),
        _ => (point.X, point.Y),
    };

    // Bold print and shadows are drawn twice with a small offset.
    private static bool IsRepeated(Dictionary<long, PdfGlyph> seen, PdfGlyph glyph)
    {
        // A font may be drawn far smaller than its declared size; its glyphs are then equally narrow.
        double width = glyph.Right - glyph.Left;
        double near = DoubleStrike * (width > 0 ? Math.Min(glyph.Size, MaxStrike * width) : glyph.Size);
        (double x, double y) = (glyph.Left / (2 * near), glyph.Baseline / (2 * near));
        // A nearby point is in the same cell, or in the cell beyond the nearer edge.
        double beyondX = x - Math.Floor(x) < 0.5 ? x - 1 : x + 1;
        double beyondY = y - Math.Floor(y) < 0.5 ? y - 1 : y + 1;
        for (int offset = 0; offset < 4; offset++)
        {
            long key = Cell(glyph.Text[0], offset % 2 == 0 ? x : beyondX, offset < 2 ? y : beyondY);
            if (seen.TryGetValue(key, out PdfGlyph other)
                && other.Text == glyph.Text && other.Size == glyph.Size && Math.Abs(other.Left - glyph.Left) < near && Math.Abs(other.Baseline - glyph.Baseline) < near)
            {
                return true;
            }
        }

        seen[Cell(glyph.Text[0], x, y)] = glyph;
        return false;
    }

    private static long Cell(char letter, double x, double y) =>
        (((Whole(x) * 1_000_003) + Whole(y)) * 65_537) + letter;

    private static long Whole(double position) => (long)Math.Clamp(Math.Floor(position), int.MinValue, int.MaxValue);
}
