using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.App.Documents.Extraction.Pdf;

/// <summary>Finds headers, footers and page numbers: the outermost lines of a page that stand on its neighbours at the same height, but for their digits.</summary>
internal static partial class PdfRunningLines
{
    // The outermost lines of a page, and the share of its height in which they may stand.
    private const int OuterLines = 3;
    private const double Margin = 0.14;

    // Headers change with the chapter, and left pages may have others than right ones.
    private const int LeastPages = 3;
    private const int Window = 8;

    /// <summary>Takes the lines off the pages; says how many there were.</summary>
    public static int Remove(List<PdfPageText> pages)
    {
        Dictionary<(string Text, int Height), List<Place>> places = Places(pages);
        int removed = 0;
        for (int index = 0; index < pages.Count; index++)
        {
            PdfPageText page = pages[index];
            HashSet<PdfLine> running = [.. Outer(page).Where(line => IsRunning(places, line, page, index) || IsOwnNumber(line, page))];
            if (running.Count > 0)
            {
                removed += running.Count;
                pages[index] = page with { Lines = [.. page.Lines.Where(line => !running.Contains(line))], Label = Label(running) };
            }
        }

        return removed;
    }

    private static Dictionary<(string Text, int Height), List<Place>> Places(List<PdfPageText> pages)
    {
        Dictionary<(string Text, int Height), List<Place>> places = [];
        for (int index = 0; index < pages.Count; index++)
        {
            foreach (PdfLine line in Outer(pages[index]))
            {
                (string, int) key = Key(line, pages[index]);
                if (!places.TryGetValue(key, out List<Place>? on))
                {
                    places[key] = on = [];
                }

                on.Add(new Place(index, Numbers(line)));
            }
        }

        return places;
    }

    private static IEnumerable<PdfLine> Outer(PdfPageText page)
    {
        List<PdfLine> byHeight = [.. page.Lines.OrderByDescending(line => line.Baseline)];
        IEnumerable<PdfLine> top = byHeight.Take(OuterLines).Where(line => line.Baseline > page.Height * (1 - Margin));
        IEnumerable<PdfLine> bottom = byHeight.TakeLast(OuterLines).Where(line => line.Baseline < page.Height * Margin);
        return top.Concat(bottom);
    }

    // Pages of a scan are a little askew, so a neighbouring height counts too.
    private static bool IsRunning(Dictionary<(string Text, int Height), List<Place>> places, PdfLine line, PdfPageText on, int page)
    {
        (string text, int height) = Key(line, on);
        Place here = new(page, Numbers(line));
        int near = 0;
        int others = 0;
        for (int offset = -1; offset <= 1; offset++)
        {
            if (places.TryGetValue((text, height + offset), out List<Place>? found))
            {
                int first = found.BinarySearch(new Place(page - Window, []), Place.ByPage);
                for (int at = first < 0 ? ~first : first; at < found.Count && found[at].Page <= page + Window; at++)
                {
                    bool agrees = here.Agrees(found[at]);
                    near += agrees ? 1 : 0;
                    others += agrees ? 0 : 1;
                }
            }
        }

        return near >= LeastPages && near > others;
    }

    // Too few pages to compare: the number alone is enough if it is the page's.
    private static bool IsOwnNumber(PdfLine line, PdfPageText page) =>
        BareNumber().Match(line.Text) is { Success: true } match && int.TryParse(match.Groups["number"].Value, out int number) && number == page.Number;

    // Measured from the nearer edge, above as a negative number: pages may lie on their side.
    private static (string Text, int Height) Key(PdfLine line, PdfPageText page)
    {
        double height = line.Baseline > page.Height / 2 ? line.Baseline - page.Height : line.Baseline;
        return (Number().Replace(line.Text.Normalize(NormalizationForm.FormKC), "#"), (int)Math.Clamp(height / 4, -10_000, 10_000));
    }

    private static string? Label(HashSet<PdfLine> running) =>
        running.Select(line => BareNumber().Match(line.Text)).FirstOrDefault(match => match.Success)?.Groups["number"].Value;

    private static long[] Numbers(PdfLine line) => [.. Digits().Matches(line.Text).Select(match => long.Parse(match.ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"[0-9]+|\b[ivxlc]+\b")]
    private static partial Regex Number();

    [GeneratedRegex("[0-9]{1,18}")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[\s\-–—·|]*(page|seite|p\.|第)?\s*(?<number>[0-9]{1,5}|[ivxlc]{1,8})\s*(页|頁|ページ)?\s*((/|of|von|de|，?共)\s*[0-9]{1,5}\s*(页|頁)?)?[\s\-–—·|]*$", RegexOptions.IgnoreCase)]
    private static partial Regex BareNumber();

    private sealed record Place(int Page, long[] Numbers)
    {
        public static readonly Comparer<Place> ByPage = Comparer<Place>.Create((one, other) => one.Page.CompareTo(other.Page));

        // Numbers in running lines stay, or count the pages. Those of footnotes do neither.
        public bool Agrees(Place other) => Numbers.Length == other.Numbers.Length
            && Numbers.Zip(other.Numbers).All(pair => pair.First == pair.Second || pair.First - pair.Second == Page - other.Page);
    }
}
