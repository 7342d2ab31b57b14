using System.Text;
using UtfUnknown;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>
/// Chooses between the encodings from before Unicode. UTF.Unknown knows the letter frequencies of some forty languages;
/// if it is unsure, as with a few characters of Chinese or Japanese, the pairs of bytes decide.
/// </summary>
internal static class LegacyEncodings
{
    // UTF.Unknown is hardly ever wrong with this confidence.
    private const double Sure = 0.6;

    // The mean score of pairs that are nearly all common characters, and of pairs that most likely are no characters.
    private const double NearlyAllCommon = 0.9;
    private const double HalfCommon = 0.5;

    // Text in the right encoding has hardly any odd characters.
    private const double MaxOddShare = 0.2;

    // Files of DOS and of the classic Mac OS are rare: fewer characters than these do not prove one.
    private const int FewCharacters = 4;

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly Encoding Macintosh = CodePagesEncodingProvider.Instance.GetEncoding(10000)!;
    private static readonly Encoding Dos = CodePagesEncodingProvider.Instance.GetEncoding(850)!;

    /// <summary>Returns the most likely encoding of a sample with bytes beyond ASCII that is not UTF-8.</summary>
    public static Encoding Choose(ReadOnlySpan<byte> sample)
    {
        string western = Windows.GetString(sample);
        bool isWestern = TextPlausibility.OddShare(western) <= MaxOddShare;
        // Quotation marks, dashes and currency signs in English say nothing about letters.
        if (TextPlausibility.HasOnlySigns(isWestern ? western : Macintosh.GetString(sample)))
        {
            return isWestern ? Windows : Macintosh;
        }

        bool isShort = CountBeyondAscii(sample) < FewCharacters;
        Candidate[] candidates =
        [
            .. from detail in CharsetDetector.DetectFromBytes(sample).Details
               where !isShort || !IsOfOldSystem(detail.EncodingName)
               let encoding = TextEncodings.Find(detail.EncodingName)
               where encoding is not null
               select new Candidate(encoding, detail.Confidence),
        ];
        Encoding chosen = FirstPlausible(candidates, sample)
            ?? EastAsianPairs.Choose(sample, NearlyAllCommon)
            ?? MinOdd(isShort ? [Windows, .. candidates.Select(candidate => candidate.Encoding)] : [.. candidates.Select(candidate => candidate.Encoding), Windows, Macintosh, Dos], sample);
        return chosen.GetString(sample) == western ? Windows : chosen;
    }

    private static Encoding? FirstPlausible(Candidate[] candidates, ReadOnlySpan<byte> sample)
    {
        foreach (Candidate candidate in candidates)
        {
            if (candidate.Confidence >= Sure && TextPlausibility.OddShare(candidate.Encoding.GetString(sample)) <= MaxOddShare)
            {
                return candidate.Encoding;
            }
        }

        return null;
    }

    private static Encoding MinOdd(Encoding[] encodings, ReadOnlySpan<byte> sample)
    {
        Encoding best = Windows;
        double bestShare = double.MaxValue;
        foreach (Encoding encoding in encodings)
        {
            double share = TextPlausibility.OddShare(encoding.GetString(sample));
            (best, bestShare) = share < bestShare ? (encoding, share) : (best, bestShare);
        }

        return bestShare <= MaxOddShare ? best : EastAsianPairs.Choose(sample, HalfCommon) ?? best;
    }

    private static bool IsOfOldSystem(string name) =>
        name.StartsWith("x-mac", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ibm", StringComparison.OrdinalIgnoreCase);

    private static int CountBeyondAscii(ReadOnlySpan<byte> sample) => Encoding.Latin1.GetString(sample).Count(value => !char.IsAscii(value));

    private readonly record struct Candidate(Encoding Encoding, double Confidence);
}
