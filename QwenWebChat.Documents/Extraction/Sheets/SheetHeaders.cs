using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>Reads the header or footer of a printed sheet (ECMA-376, 18.3.1.46): texts on the left, in the center and on the right, with codes for their format.</summary>
internal static partial class SheetHeaders
{
    /// <summary>Returns the joined texts; empty if there are only page numbers, dates and file names.</summary>
    public static string Text(string header)
    {
        string[] places = Places().Split(header);
        IEnumerable<string> texts = places.Where(place => !Counters().IsMatch(place)).Select(place => Codes().Replace(place, match => match.Value == "&&" ? "&" : "").Trim());
        return string.Join(" | ", texts.Where(text => text.Any(char.IsLetterOrDigit)));
    }

    [GeneratedRegex("(?<!&)(?:&&)*&[LCR]")]
    private static partial Regex Places();

    [GeneratedRegex("&[PNDTFAZ]")]
    private static partial Regex Counters();

    [GeneratedRegex("""&(?:"[^"]*"|[0-9]+|K[0-9A-Fa-f]{6}|K[0-9]{2}[+-][0-9]{3}|.)""", RegexOptions.Singleline)]
    private static partial Regex Codes();
}
