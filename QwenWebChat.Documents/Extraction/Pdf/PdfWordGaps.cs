namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Distinguishes gaps between words from gaps between letters, in a line without spaces. The same gap may separate words in
/// tightly set text and letters in a spaced heading, so the line's own gaps decide: gaps between letters are nearly equal,
/// and gaps between words are clearly wider.
/// </summary>
internal static class PdfWordGaps
{
    /// <summary>The usual threshold in units of the font size. Word spaces are a quarter of the size, and seldom narrower than this.</summary>
    public const double Usual = 0.17;

    // Kerning opens gaps up to the first value; no word space is narrower than the second.
    private const double MinStep = 0.045;
    private const double MinWordGap = 0.09;

    // Letters with larger gaps are a spaced heading, whose words are this much further apart.
    private const double SpacedLetters = 0.1;
    private const double MinSpacedStep = 0.12;
    private const int MinSpacedGaps = 3;

    // Wider gaps are single letters in cells, unless there are as many as in a line of a font without widths.
    private const double WideGap = 0.4;
    private const int MinWideGaps = 10;

    /// <param name="gaps">The gaps of a line without a space in the file, in units of the font size. They are sorted.</param>
    /// <returns>The width above which a gap separates words.</returns>
    public static double Threshold(List<double> gaps)
    {
        gaps.Sort();
        if (gaps.Count == 0)
        {
            return Usual;
        }

        double usual = gaps[gaps.Count / 2];
        bool isSpaced = usual > SpacedLetters && gaps.Count >= (usual < WideGap ? MinSpacedGaps : MinWideGaps) && gaps[0] > usual - SpacedLetters;
        double step = isSpaced ? MinSpacedStep : MinStep;
        double threshold = isSpaced ? double.MaxValue : Usual;
        for (int index = 1; index < gaps.Count; index++)
        {
            bool isBetween = isSpaced ? gaps[index - 1] >= usual - SpacedLetters : gaps[index] > MinWordGap && gaps[index - 1] < Usual;
            if (isBetween && gaps[index] - gaps[index - 1] > step)
            {
                step = gaps[index] - gaps[index - 1];
                threshold = (gaps[index] + gaps[index - 1]) / 2;
            }
        }

        return threshold;
    }
}
