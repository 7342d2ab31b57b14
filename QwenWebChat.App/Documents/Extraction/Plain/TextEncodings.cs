namespace QwenWebChat.App.Documents.Extraction.Plain;

/// <summary>The encodings of text files that a reader may choose.</summary>
internal static class TextEncodings
{
    /// <summary>IANA names, as .NET knows them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "utf-8", "utf-16", "utf-16BE", "windows-1252", "iso-8859-1", "iso-8859-15", "macintosh", "ibm850",
        "windows-1250", "iso-8859-2", "windows-1251", "koi8-r", "ibm866", "iso-8859-5", "windows-1253", "iso-8859-7", "windows-1254", "windows-1257",
        "gb18030", "big5", "shift_jis", "euc-jp", "iso-2022-jp", "euc-kr", "windows-1255", "windows-1256", "windows-874", "windows-1258",
    ];
}
