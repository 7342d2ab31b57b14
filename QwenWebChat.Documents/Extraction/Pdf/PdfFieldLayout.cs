namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Sets a text into a rectangle of a page, as a viewer does with fields that have no appearance.</summary>
internal static class PdfFieldLayout
{
    private const double LargestSize = 12;
    private const double SmallestSize = 4;
    private const double LineHeight = 1.15;

    // In sizes of the font: letters are half as wide as they are high.
    private const double Margin = 0.2;
    private const double Letter = 0.5;

    public static void Write(PdfCanvas canvas, string text, PdfBox box, double size, bool isMultiline)
    {
        double set = size > 0 ? size : Math.Clamp(box.Height * 0.7, SmallestSize, LargestSize);
        bool isWrapped = isMultiline && box.Height > 2 * set;
        int width = isWrapped ? Math.Max(1, (int)((box.Width / (set * Letter)) - 1)) : int.MaxValue;
        double baseline = isWrapped ? box.Top - set : box.Bottom + ((box.Height - set) / 2) + (0.22 * set);
        foreach (string line in text.Split('\n').SelectMany(line => Wrap(line, width)))
        {
            // Right-to-left letters stand on a page as they are drawn.
            canvas.Write(RightToLeft.Logical(line), box.Left + (Margin * set), baseline, set);
            baseline -= LineHeight * set;
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            int cut = text.LastIndexOf(' ', width);
            int end = cut > 0 ? cut : char.IsHighSurrogate(text[width - 1]) ? width + 1 : width;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        yield return text;
    }
}
