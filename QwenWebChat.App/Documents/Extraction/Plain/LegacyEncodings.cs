using System.Text;
using UtfUnknown;

namespace QwenWebChat.App.Documents.Extraction.Plain;

/// <summary>
/// Chooses between the encodings from before Unicode. UTF.Unknown knows the letters' frequencies in some forty languages;
/// where it is at a loss, as with a few characters of Chinese or Japanese, the pairs of bytes say more.
/// </summary>
internal static class LegacyEncodings
{
    // Where UTF.Unknown is this sure, it is hardly ever wrong.
    private const double Sure = 0.6;

    // The mean worth of pairs that are nearly all common characters, and of those that are most likely no pairs at all.
    private const double NearlyAllCommon = 0.9;
    private const double HalfCommon = 0.5;

    // Text in the right encoding has hardly any.
    private const double MaxOddShare = 0.2;

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Macintosh = CodePagesEncodingProvider.Instance.GetEncoding(10000)!;
    private static readonly Encoding Dos = CodePagesEncodingProvider.Instance.GetEncoding(850)!;

    /// <summary>The likeliest for a sample that has bytes beyond ASCII and is no UTF-8.</summary>
    public static Encoding Choose(ReadOnlySpan<byte> sample)
    {
        string western = Windows.GetString(sample);
        bool isWestern = TextPlausibility.OddShare(western) <= MaxOddShare;
        // Quotation marks, dashes and the signs of currencies in English say nothing about letters.
        if (TextPlausibility.HasOnlySigns(isWestern ? western : Macintosh.GetString(sample)))
        {
            return isWestern ? Windows : Macintosh;
        }

        IList<DetectionDetail> details = CharsetDetector.DetectFromBytes(sample).Details;
        Encoding chosen = FirstPlausible(details, sample)
            ?? EastAsianPairs.Choose(sample, NearlyAllCommon)
            ?? LeastOdd(details, sample);
        return chosen.GetString(sample) == western ? Windows : chosen;
    }

    private static Encoding? FirstPlausible(IList<DetectionDetail> details, ReadOnlySpan<byte> sample)
    {
        foreach (DetectionDetail detail in details)
        {
            if (detail.Confidence >= Sure && TextEncodings.Find(detail.EncodingName) is { } encoding && TextPlausibility.OddShare(encoding.GetString(sample)) <= MaxOddShare)
            {
                return encoding;
            }
        }

        return null;
    }

    private static Encoding LeastOdd(IList<DetectionDetail> details, ReadOnlySpan<byte> sample)
    {
        Encoding best = Windows;
        double bestShare = double.MaxValue;
        foreach (Encoding encoding in details.Select(detail => TextEncodings.Find(detail.EncodingName)).OfType<Encoding>().Concat([Windows, Macintosh, Dos]))
        {
            double share = TextPlausibility.OddShare(encoding.GetString(sample));
            (best, bestShare) = share < bestShare ? (encoding, share) : (best, bestShare);
        }

        return bestShare <= MaxOddShare ? best : EastAsianPairs.Choose(sample, HalfCommon) ?? best;
    }
}
