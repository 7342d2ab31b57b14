namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The font sizes of a document: the most frequent one is the body's; larger text, or short bold text, is a heading.</summary>
internal sealed class PdfSizes
{
    private const double MinHeading = 1.12;
    private const int MaxBoldHeadingLength = 100;
    private const int MaxLevel = 6;

    private readonly double _body;
    private readonly List<double> _headings;

    public PdfSizes(IEnumerable<PdfPageText> pages)
    {
        Dictionary<double, long> lengths = [];
        foreach (PdfLine line in pages.SelectMany(page => page.Lines))
        {
            double size = Rounded(line.Size);
            lengths[size] = lengths.GetValueOrDefault(size) + line.Text.Length;
        }

        _body = lengths.Count == 0 ? 0 : lengths.MaxBy(entry => entry.Value).Key;
        _headings = [.. lengths.Keys.Where(size => size >= _body * MinHeading).OrderDescending()];
    }

    /// <summary>Returns the heading level from 1, the largest; 0 if the line is not a heading.</summary>
    public int HeadingLevel(PdfLine line)
    {
        int index = _headings.IndexOf(Rounded(line.Size));
        return index >= 0 ? Math.Min(index + 1, MaxLevel)
            : line.IsBold && line.Size > 0.95 * _body && line.Text.Length <= MaxBoldHeadingLength && line.Text[^1] is not ('.' or ',' or ';' or '。' or '，') ? Math.Min(_headings.Count + 1, MaxLevel)
            : 0;
    }

    /// <summary>Returns true if a line is a heading by its size alone.</summary>
    public bool IsLarge(PdfLine line) => line.Size >= _body * MinHeading;

    public bool IsSmall(PdfLine line) => line.Size < 0.93 * _body;

    private static double Rounded(double size) => Math.Round(size * 2) / 2;
}
