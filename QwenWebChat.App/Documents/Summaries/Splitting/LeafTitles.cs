using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries.Splitting;

/// <summary>Finds titles for ranges of a document.</summary>
internal sealed class LeafTitles(DocumentText document)
{
    private const string Step = " › ";
    private const string Until = " – ";
    private const int MaxHeading = 120;

    private readonly List<Heading> _headings =
        [.. document.Parts.Where(part => part.Kind == DocumentPartKind.Heading).Select(part => new Heading(part.Start, Math.Max(1, part.Level), Line(Words(document, part))))];

    /// <summary>
    /// Returns the headings above the beginning; for several chapters side by side also the last one. Without headings, the
    /// page's label, if it has one.
    /// </summary>
    public string Of(int start, int end)
    {
        List<Heading> path = PathAt(start);
        if (path.Count == 0)
        {
            return document.PageAt(start)?.Label ?? "";
        }

        string title = string.Join(Step, path.Select(heading => heading.Text));
        Heading first = path[^1];
        Heading? last = first.Start == start ? _headings.FindLast(heading => heading.Start > start && heading.Start < end && heading.Level <= first.Level) : null;
        return last is null ? title : title + Until + last.Text;
    }

    private List<Heading> PathAt(int position)
    {
        List<Heading> path = [];
        foreach (Heading heading in _headings.TakeWhile(heading => heading.Start <= position))
        {
            path.RemoveAll(outer => outer.Level >= heading.Level);
            path.Add(heading);
        }

        return path;
    }

    // Markdown is stored unchanged, with the markers of its headings.
    private static ReadOnlySpan<char> Words(DocumentText document, DocumentPart part) =>
        document.Format == FileFormat.Markdown ? document[part].Trim().Trim('#') : document[part];

    private static string Line(ReadOnlySpan<char> text)
    {
        string line = string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxHeading ? line : line[..(MaxHeading - (char.IsHighSurrogate(line[MaxHeading - 1]) ? 1 : 0))] + "…";
    }

    private sealed record Heading(int Start, int Level, string Text);
}
