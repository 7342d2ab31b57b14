using System.Text;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>Tells text from letters that only stand for others: a font that does not say what its glyphs are, or says it wrongly.</summary>
internal static class PdfLegibility
{
    private const int LeastLetters = 20;

    // Fewer letters say nothing of a language.
    private const int LeastLatinLetters = 300;

    // Every language in Latin letters, abbreviations and tables included, is within these shares.
    private const double LeastVowels = 0.2;
    private const double MostVowels = 0.7;
    private const double MostRare = 0.06;

    public static bool IsDoubtful(IReadOnlyList<PdfLetter> letters)
    {
        int count = letters.Count(letter => !letter.IsBlank);
        int unmapped = letters.Count(letter => letter is { IsUnmapped: true, IsBlank: false });
        return count >= LeastLetters && (unmapped * 3 > count || IsNonsense(string.Concat(letters.Select(letter => letter.Text)), count));
    }

    private static bool IsNonsense(string text, int count)
    {
        string latin = string.Concat(text.Normalize(NormalizationForm.FormD).Where(char.IsAsciiLetter)).ToLowerInvariant();
        if (latin.Length < LeastLatinLetters || latin.Length * 2 < count)
        {
            return false;
        }

        double vowels = latin.Count("aeiouy".Contains) / (double)latin.Length;
        double rare = latin.Count("qx".Contains) / (double)latin.Length;
        return vowels is < LeastVowels or > MostVowels || rare > MostRare;
    }
}
