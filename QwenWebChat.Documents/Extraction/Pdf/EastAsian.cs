namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Detects characters of scripts without spaces between words.</summary>
internal static class EastAsian
{
    // Hangul is not included: Korean has spaces.
    public static bool IsWide(char character) => character
        is (>= '\u2E80' and <= '\u31FF')
        or (>= '\u3400' and <= '\u4DBF')
        or (>= '\u4E00' and <= '\u9FFF')
        or (>= '\uF900' and <= '\uFAFF')
        or (>= '\uFE30' and <= '\uFE4F')
        or (>= '\uFF00' and <= '\uFFEF')
        or (>= '\uD840' and <= '\uD888');
}
