namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Tells the gaps between words from those between letters, in a line whose file has no spaces. A gap of one width parts words in
/// tightly set text and letters in a spaced heading, so the line's own gaps decide: those of letters are nearly alike, and
/// those of words are clearly wider.
/// </summary>
internal static class PdfWordGaps
{
    /// <summary>In sizes of the font. Word spaces are a quarter of the size, and seldom set narrower than this.</summary>
    public const double Usual = 0.17;

    // Kerning opens gaps up to the first; no word space is narrower than the second.
    private const double LeastStep = 0.045;
    private const double LeastWordGap = 0.09;

    // Letters that are set apart by more than this are a spaced heading, whose words are this much further apart.
    private const double SpacedLetters = 0.1;
    private const double LeastSpacedStep = 0.12;
    private const int LeastSpacedGaps = 3;

    // Wider ones are single letters in cells, unless there are as many as in a line of a font without widths.
    private const double WideGap = 0.4;
    private const int LeastWideGaps = 10;

    /// <param name="gaps">The gaps of a line that no space of the file stands in, in sizes of the font. They are sorted.</param>
    /// <returns>The width above which a gap parts words.</returns>
    public static double Threshold(List<double> gaps)
    {
        gaps.Sort();
        if (gaps.Count == 0)
        {
            return Usual;
        }

        double usual = gaps[gaps.Count / 2];
        bool isSpaced = usual > SpacedLetters && gaps.Count >= (usual < WideGap ? LeastSpacedGaps : LeastWideGaps) && gaps[0] > usual - SpacedLetters;
        double step = isSpaced ? LeastSpacedStep : LeastStep;
        double threshold = isSpaced ? double.MaxValue : Usual;
        for (int index = 1; index < gaps.Count; index++)
        {
            bool isBetween = isSpaced ? gaps[index - 1] >= usual - SpacedLetters : gaps[index] > LeastWordGap && gaps[index - 1] < Usual;
            if (isBetween && gaps[index] - gaps[index - 1] > step)
            {
                step = gaps[index] - gaps[index - 1];
                threshold = (gaps[index] + gaps[index - 1]) / 2;
            }
        }

        return threshold;
    }
}
