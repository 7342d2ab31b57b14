using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Reads a document's common styles, and the headers and footers of its pages, each text once.</summary>
/// <param name="common">The target of the styles.</param>
internal sealed class OdfHeaders(OdfStyles common, OdfSource source, ReadingOptions options)
{
    // Styles of headers may have the same names as styles of the content.
    private readonly OdfStyles _own = new(common);
    private readonly List<TextBlock> _headers = [];
    private readonly List<TextBlock> _footers = [];

    public IReadOnlyList<TextBlock> Headers => _headers;

    public IReadOnlyList<TextBlock> Footers => _footers;

    public void Read(XmlCursor xml)
    {
        foreach (string part in xml.Children())
        {
            switch (part)
            {
                case "styles":
                    common.Read(xml);
                    break;
                case "automatic-styles":
                    _own.Read(xml);
                    break;
                case "master-styles":
                    ReadLayouts(xml);
                    break;
            }
        }
    }

    private void ReadLayouts(XmlCursor xml)
    {
        OdfText text = new(_own, source, options);
        foreach (string layout in xml.Children())
        {
            foreach (string name in layout == "master-page" ? xml.Children() : [])
            {
                List<TextBlock>? target = name switch
                {
                    "header" or "header-left" or "header-first" => _headers,
                    "footer" or "footer-left" or "footer-first" => _footers,
                    _ => null,
                };
                if (target is not null && xml["display"] != "false")
                {
                    text.ReadBlocks(xml, block => Add(block, target));
                }
            }
        }
    }

    // A page number alone carries no information.
    private static void Add(TextBlock block, List<TextBlock> target)
    {
        if (block.Text.Any(char.IsLetter) && !target.Contains(block))
        {
            target.Add(block);
        }
    }
}
