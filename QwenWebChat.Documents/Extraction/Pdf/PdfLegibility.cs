using System.Text;

namespace QwenWebChat.Documents.Extraction.Pdf;

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

    /// <param name="unmapped">How many of the letters their fonts do not name.</param>
    public static bool IsDoubtful(List<PdfLetter> letters, int unmapped)
    {
        StringBuilder text = new(letters.Count);
        letters.ForEach(letter => text.Append(letter.IsBlank ? "" : letter.Text));
        return text.Length >= LeastLetters && (unmapped * 3 > text.Length || IsNonsense(text.ToString(), text.Length));
    }

    private static bool IsNonsense(string text, int count)
    {
        int letters = 0;
        int vowels = 0;
        int rare = 0;
        foreach (char character in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetter(character))
            {
                letters++;
                vowels += (character | 0x20) is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' ? 1 : 0;
                rare += (character | 0x20) is 'q' or 'x' ? 1 : 0;
            }
        }

        return letters >= LeastLatinLetters && letters * 2 >= count
            && (vowels < LeastVowels * letters || vowels > MostVowels * letters || rare > MostRare * letters);
    }
}
