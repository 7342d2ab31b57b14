using System.Text;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Brings text to the form that Qwen2's vocabulary was made for: NFC, of whole characters. Composing is ICU's or
/// Windows' work: a process in invariant globalization mode leaves text as it is.
/// </summary>
internal static class TextNormalizer
{
    // .NET refuses to normalize text that holds this noncharacter (Windows cannot), though NFC leaves it as it is.
    private const char Noncharacter = '\uFFFE';

    /// <summary>The text in NFC; half a surrogate pair, which no encoding can carry, becomes U+FFFD.</summary>
    public static string Normalize(string text)
    {
        string whole = ReplaceHalfPairs(text);
        if (!whole.Contains(Noncharacter))
        {
            return whole.Normalize(NormalizationForm.FormC);
        }

        // It never composes with a neighbour, so the text falls apart into independent pieces there.
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
