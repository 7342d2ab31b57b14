using System.Text;
using UtfUnknown;

namespace QwenWebChat.Documents.Extraction.Plain;

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

    // Files of DOS and of the old Macintosh are rare: fewer characters than these do not show one.
    private const int FewCharacters = 4;

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
            ?? LeastOdd(isShort ? [Windows, .. candidates.Select(candidate => candidate.Encoding)] : [.. candidates.Select(candidate => candidate.Encoding), Windows, Macintosh, Dos], sample);
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

    private static Encoding LeastOdd(Encoding[] encodings, ReadOnlySpan<byte> sample)
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
