using System.Text;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Normalizes text to the form of Qwen2's vocabulary: NFC, without unpaired surrogates. ICU or Windows does the
/// composition: in invariant globalization mode text stays unchanged.
/// </summary>
internal static class TextNormalizer
{
    // .NET refuses to normalize text with this noncharacter (Windows cannot), although NFC leaves it unchanged.
    private const char Noncharacter = '\uFFFE';

    /// <summary>Returns the text in NFC; half a surrogate pair, which no encoding can represent, becomes U+FFFD.</summary>
    public static string Normalize(string text)
    {
        string whole = ReplaceHalfPairs(text);
        if (!whole.Contains(Noncharacter))
        {
            return whole.Normalize(NormalizationForm.FormC);
        }

        // It never composes with a neighbour, so the text can be split there into independent pieces.
        IEnumerable<string> pieces = whole.Split(Noncharacter).Select(piece => piece.Normalize(NormalizationForm.FormC));
        return string.Join(Noncharacter, pieces);
    }

    private static string ReplaceHalfPairs(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        StringBuilder whole = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            whole.Append(rune);
        }

        return whole.ToString();
    }
}
