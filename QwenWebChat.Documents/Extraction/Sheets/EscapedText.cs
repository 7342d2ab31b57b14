using System.Globalization;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>Decodes texts of a workbook, in which <c>_x000D_</c> stands for a character that XML does not allow (ECMA-376, 22.9.2.19).</summary>
internal static partial class EscapedText
{
    public static string Decode(string text) =>
        text.Contains("_x", StringComparison.OrdinalIgnoreCase) ? Escapes().Replace(text, match => ((char)ushort.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()) : text;

    [GeneratedRegex("_[xX]([0-9A-Fa-f]{4})_")]
    private static partial Regex Escapes();
}
