using System.Text;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Detects letters that stand for others: fonts that do not declare their characters, or declare wrong ones.</summary>
internal static class PdfLegibility
{
    private const int MinLetters = 20;

    // Fewer letters are not enough to recognize a language.
    private const int MinLatinLetters = 300;

    // Every language in Latin letters is within these shares, including abbreviations and tables.
    private const double MinVowels = 0.2;
    private const double MaxVowels = 0.7;
    private const double MaxRare = 0.06;

    /// <param name="unmapped">The number of letters that their fonts do not name.</param>
    public static bool IsDoubtful(List<PdfLetter> letters, int unmapped)
    {
        StringBuilder text = new(letters.Count);
        letters.ForEach(letter => text.Append(letter.IsBlank ? "" : letter.Text));
        return text.Length >= MinLetters && (unmapped * 3 > text.Length || IsNonsense(text.ToString(), text.Length));
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

        return letters >= MinLatinLetters && letters * 2 >= count
            && (vowels < MinVowels * letters || vowels > MaxVowels * letters || rare > MaxRare * letters);
    }
}
