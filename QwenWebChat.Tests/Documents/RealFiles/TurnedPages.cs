using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Turns the pages of a PDF as a viewer's "rotate" and "save" do: by new versions of the pages at the file's end (ISO 32000-1, 7.5.6).</summary>
internal static partial class TurnedPages
{
    public static byte[] Of(byte[] pdf, int degrees)
    {
        string text = Encoding.Latin1.GetString(pdf);
        StringBuilder update = new("\n");
        StringBuilder table = new("xref\n");
        foreach (Match page in Pages().Matches(text))
        {
            table.Append(CultureInfo.InvariantCulture, $"{page.Groups["number"].Value} 1\n{pdf.Length + update.Length:0000000000} 00000 n \n");
            update.Append(CultureInfo.InvariantCulture, $"{page.Groups["number"].Value} 0 obj\n<<{page.Groups["content"].Value}/Rotate {degrees}>>\nendobj\n");
        }

        Match end = Ends().Match(text);
        int start = pdf.Length + update.Length;
        update.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<<{end.Groups["trailer"].Value}/Prev {end.Groups["start"].Value}>>\nstartxref\n{start}\n%%EOF\n");
        return [.. pdf, .. Encoding.Latin1.GetBytes(update.ToString())];
    }

    [GeneratedRegex(@"(?<number>[0-9]+) 0 obj\s*<<(?<content>/Type/Page/.*?)>>\s*endobj", RegexOptions.Singleline)]
    private static partial Regex Pages();

    [GeneratedRegex(@"trailer\s*<<(?<trailer>.*?)\s*/DocChecksum.*?>>\s*startxref\s*(?<start>[0-9]+)", RegexOptions.Singleline)]
    private static partial Regex Ends();
}
