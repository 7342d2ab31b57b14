namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Lays out a text in a rectangle of a page, as a viewer does for fields without an appearance.</summary>
internal static class PdfFieldLayout
{
    private const double MaxSize = 12;
    private const double MinSize = 4;
    private const double LineHeight = 1.15;

    // In units of the font size: letters are half as wide as they are high.
    private const double Margin = 0.2;
    private const double Letter = 0.5;

    public static void Write(PdfCanvas canvas, string text, PdfBox box, double size, bool isMultiline)
    {
        double set = size > 0 ? size : Math.Clamp(box.Height * 0.7, MinSize, MaxSize);
        bool isWrapped = isMultiline && box.Height > 2 * set;
        int width = isWrapped ? Math.Max(1, (int)((box.Width / (set * Letter)) - 1)) : int.MaxValue;
        double baseline = isWrapped ? box.Top - set : box.Bottom + ((box.Height - set) / 2) + (0.22 * set);
        foreach (string line in text.Split('\n').SelectMany(line => Wrap(line, width)))
        {
            // On a page, right-to-left letters are in visual order.
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
