using System.Text;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>The supported encodings of text files, by their IANA names.</summary>
public static class TextEncodings
{
    private static readonly int[] CodePages =
    [
        65001, 1200, 1201, 12000, 12001,
        // Western and northern Europe, central Europe, the Baltic.
        1252, 28605, 1250, 28592, 28593, 28594, 1257, 28603,
        // Cyrillic, Greek, Turkish, Hebrew, Arabic, Vietnamese, Thai.
        1251, 20866, 21866, 28595, 1253, 28597, 1254, 1255, 1256, 28596, 1258, 874,
        // Chinese, Japanese, Korean.
        54936, 52936, 950, 932, 51932, 50220, 949, 1361, 50225,
        // DOS and the older Macintosh.
        437, 850, 852, 855, 857, 862, 866, 10000, 10007, 10029,
    ];

    // Encodings whose files contain, or may contain, characters of a wider encoding; the HTML standard decodes them so.
    private static readonly Dictionary<string, string> Wider = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ascii"] = "windows-1252",
        ["us-ascii"] = "windows-1252",
        ["iso-8859-1"] = "windows-1252",
        ["latin1"] = "windows-1252",
        ["x-user-defined"] = "windows-1252",
        ["iso-8859-8"] = "windows-1255",
        ["iso-8859-8-i"] = "windows-1255",
        ["iso-8859-9"] = "windows-1254",
        ["iso-8859-11"] = "windows-874",
        ["tis-620"] = "windows-874",
        ["euc-kr"] = "ks_c_5601-1987",
        ["cp949"] = "ks_c_5601-1987",
        ["windows-949"] = "ks_c_5601-1987",
        ["gb2312"] = "gb18030",
        ["gb_2312-80"] = "gb18030",
        ["gbk"] = "gb18030",
        ["x-gbk"] = "gb18030",
        ["cp936"] = "gb18030",
        ["big5-hkscs"] = "big5",
        ["cp950"] = "big5",
        ["windows-31j"] = "shift_jis",
        ["cp932"] = "shift_jis",
        ["shift-jis"] = "shift_jis",
        ["cp51932"] = "euc-jp",
        ["eucjp"] = "euc-jp",
    };

    /// <summary>The names that a user can choose for <see cref="ReadingOptions.Encoding"/>; <see cref="DocumentText.Encoding"/> is one of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. CodePages.Select(codePage => OfCodePage(codePage)!.WebName)];

    /// <summary>Returns the encoding of a name or an alias; null if it is unknown.</summary>
    public static Encoding? Find(string name)
    {
        string wider = Wider.GetValueOrDefault(name.Trim(), name.Trim());
        string known = wider.StartsWith("cp125", StringComparison.OrdinalIgnoreCase) ? string.Concat("windows-", wider.AsSpan(2)) : wider;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(known) ?? Encoding.GetEncoding(known);
        }
        // The runtime knows UTF-7, but refuses it.
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Returns the encoding of a Windows code page; null if there is none.</summary>
    internal static Encoding? OfCodePage(int codePage)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
