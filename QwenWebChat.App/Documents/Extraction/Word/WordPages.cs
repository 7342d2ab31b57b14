using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>How a document tells its pages, found out before its text is read.</summary>
internal sealed class WordPages
{
    // Whether each section starts a page. The mark at a section's end says how that section began.
    private readonly List<bool> _sections = [];
    private int _ended;

    private WordPages()
    {
    }

    public WordPageBreaks Breaks { get; private set; }

    public static WordPages Find(XmlCursor? xml, WordStyles styles)
    {
        WordPages pages = new();
        bool isWritten = false;
        foreach (string name in xml?.Descendants() ?? [])
        {
            switch (name)
            {
                case "lastRenderedPageBreak":
                    pages.Breaks = WordPageBreaks.Rendered;
                    return pages;
                case "br":
                    isWritten |= xml!["type"] == "page";
                    break;
                case "pageBreakBefore":
                    isWritten |= WordProperties.IsOn(xml!);
                    break;
                case "pStyle":
                    isWritten |= styles.BreaksPageBefore(xml!["val"]);
                    break;
                case "sectPr":
                    pages._sections.Add(true);
                    break;
                case "type" when pages._sections.Count > 0:
                    pages._sections[^1] = xml!["val"] is not ("continuous" or "nextColumn");
                    break;
            }
        }

        isWritten |= pages._sections.Skip(1).Any(startsPage => startsPage);
        pages.Breaks = isWritten ? WordPageBreaks.Written : WordPageBreaks.None;
        return pages;
    }

    /// <summary>Called at the end of each section; says whether the next one starts a page.</summary>
    public bool EndSection() => Breaks == WordPageBreaks.Written && ++_ended < _sections.Count && _sections[_ended];
}
