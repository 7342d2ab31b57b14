using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>The page layout of a document, read before its text: the page breaks, headers and footers.</summary>
internal sealed class WordLayout
{
    // The properties at a section's end describe how that section began.
    private readonly List<Section> _sections = [];
    private int _ended;

    private WordLayout()
    {
    }

    public WordPageBreaks Breaks { get; private set; }

    public static WordLayout Find(XmlCursor? xml, WordStyles styles)
    {
        WordLayout layout = new();
        bool isWritten = false;
        bool isRendered = false;
        foreach (string name in xml?.Descendants() ?? [])
        {
            switch (name)
            {
                case "lastRenderedPageBreak":
                    isRendered = true;
                    break;
                case "br":
                    isWritten |= xml!["type"] == "page";
                    break;
                case "pageBreakBefore":
                    isWritten |= WordProperties.IsOn(xml!);
                    break;
                case "pStyle":
                    isWritten |= styles.BreaksPageBefore(xml!["val"]);
                    break;
                case "sectPrChange":
                    // The properties of a section before a tracked change.
                    xml!.Text();
                    break;
                case "sectPr":
                    layout._sections.Add(new Section());
                    break;
                case "type" or "titlePg" or "headerReference" or "footerReference" when layout._sections.Count > 0:
                    layout._sections[^1].Read(xml!);
                    break;
            }
        }

        isWritten |= layout._sections.Skip(1).Any(section => section.StartsPage);
        layout.Breaks = isRendered ? WordPageBreaks.Rendered : isWritten ? WordPageBreaks.Written : WordPageBreaks.None;
        return layout;
    }

    /// <summary>Called at the end of each section; returns true if the next one starts a page.</summary>
    public bool EndSection() => Breaks == WordPageBreaks.Written && ++_ended < _sections.Count && _sections[_ended].StartsPage;

    /// <summary>Returns the ids of the displayed headers or footers, in the order of their sections.</summary>
    /// <param name="reference">The name of the element that refers to them.</param>
    /// <param name="hasEven">True if even pages have their own.</param>
    public IEnumerable<string> Shown(string reference, bool hasEven) =>
        _sections.SelectMany(section => section.References
            .Where(found => found.Name == reference && (found.Type == "even" ? hasEven : found.Type != "first" || section.HasTitlePage))
            .OrderByDescending(found => found.Type == "first")
            .Select(found => found.Id))
        .Distinct();

    private sealed class Section
    {
        public bool StartsPage { get; private set; } = true;

        public bool HasTitlePage { get; private set; }

        public List<(string Name, string? Type, string Id)> References { get; } = [];

        public void Read(XmlCursor xml)
        {
            switch (xml.Name)
            {
                case "type":
                    StartsPage = xml["val"] is not ("continuous" or "nextColumn");
                    break;
                case "titlePg":
                    HasTitlePage = WordProperties.IsOn(xml);
                    break;
                default:
                    References.Add((xml.Name, xml["type"], xml.Attribute("id", isPrefixed: true) ?? ""));
                    break;
            }
        }
    }
}
