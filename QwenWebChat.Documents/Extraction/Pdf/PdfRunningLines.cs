using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Finds headers, footers and page numbers: the outermost lines of a page that neighbouring pages repeat at the same height, except for digits.</summary>
internal static partial class PdfRunningLines
{
    // The number of outermost lines of a page, and the share of its height in which they may be.
    private const int OuterLines = 3;
    private const double Margin = 0.14;
    private const double EdgeMargin = 0.07;

    // Headers change with the chapter, and left and right pages may differ.
    private const int MinPages = 3;
    private const int Window = 8;

    /// <summary>
    /// Removes the lines from the pages; returns their number. The first of each sequence becomes a note of its page. Headings,
    /// such as the titles of slides, and the heads of tables stay.
    /// </summary>
    public static int Remove(List<PdfPageText> pages, PdfSizes sizes)
    {
        Dictionary<(string Text, int Height), List<Place>> places = Places(pages);
        int removed = 0;
        for (int index = 0; index < pages.Count; index++)
        {
            PdfPageText page = pages[index];
            HashSet<PdfLine> running = [.. Outer(page).Where(line => (IsRunning(places, line, page, index) && !IsTitle(line, page, sizes)) || (pages.Count > 1 && IsOwnNumber(line, page)))];
            running.ExceptWith(TableHeads(page, running));
            if (running.Count > 0)
            {
                string[] first = [.. running.Where(line => !BareNumber().IsMatch(line.Text) && IsFirst(places, line, page, index)).Select(line => line.Text)];
                removed += running.Count - first.Length;
                pages[index] = page with { Lines = [.. page.Lines.Where(line => !running.Contains(line))], Label = Label(running), Notes = [.. first, .. page.Notes] };
            }
        }

        return removed;
    }

    // Slides have their titles near the edge. Headers are at the very edge of a page, if they are as large as headings.
    private static bool IsTitle(PdfLine line, PdfPageText page, PdfSizes sizes) =>
        sizes.IsLarge(line) && (page.Width > page.Height || Math.Min(line.Baseline, page.Height - line.Baseline) > EdgeMargin * page.Height);

    // Rows of a table that are followed by a row which is not repeated.
    private static List<PdfLine> TableHeads(PdfPageText page, HashSet<PdfLine> running)
    {
        List<PdfLine> heads = [];
        PdfLine? below = null;
        foreach (PdfLine line in page.Lines.OrderBy(line => line.Baseline))
        {
            if (line.IsTableRow && below is { IsTableRow: true } && line.Baseline - below.Baseline < 4 * line.Size && running.Contains(line) && (!running.Contains(below) || heads.Contains(below)))
            {
                heads.Add(line);
            }

            below = line;
        }

        return heads;
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

    private static bool IsRunning(Dictionary<(string Text, int Height), List<Place>> places, PdfLine line, PdfPageText on, int page)
    {
        Place here = new(page, Numbers(line));
        List<Place> near = Near(places, line, on, page);
        int same = near.Count(here.Agrees);
        return same >= MinPages && same > near.Count - same;
    }

    // No page shortly before has the line.
    private static bool IsFirst(Dictionary<(string Text, int Height), List<Place>> places, PdfLine line, PdfPageText on, int page)
    {
        Place here = new(page, Numbers(line));
        return !Near(places, line, on, page).Exists(other => other.Page < page && here.Agrees(other));
    }

    // Finds the line on neighbouring pages. Scanned pages are slightly skewed, so a neighbouring height counts too.
    private static List<Place> Near(Dictionary<(string Text, int Height), List<Place>> places, PdfLine line, PdfPageText on, int page)
    {
        (string text, int height) = Key(line, on);
        List<Place> near = [];
        for (int offset = -1; offset <= 1; offset++)
        {
            if (places.TryGetValue((text, height + offset), out List<Place>? found))
            {
                int first = found.BinarySearch(new Place(page - Window, []), Place.ByPage);
                for (int at = first < 0 ? ~first : first; at < found.Count && found[at].Page <= page + Window; at++)
                {
                    near.Add(found[at]);
                }
            }
        }

        return near;
    }

    // With few pages to compare, a number is enough if it is the page's. On a single page it may be anything.
    private static bool IsOwnNumber(PdfLine line, PdfPageText page) =>
        BareNumber().Match(line.Text) is { Success: true } match && int.TryParse(match.Groups["number"].Value, out int number) && number == page.Number;

    // The distance from the nearer edge, negative for the upper edge: pages may differ in orientation.
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

        // Numbers in running lines are constant or count the pages. Numbers of footnotes are neither.
        public bool Agrees(Place other) => Numbers.Length == other.Numbers.Length
            && Numbers.Zip(other.Numbers).All(pair => pair.First == pair.Second || pair.First - pair.Second == Page - other.Page);
    }
}
