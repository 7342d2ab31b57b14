using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Epub;

/// <summary>Reads the chapter titles by file from a book's table of contents.</summary>
internal static class EpubContents
{
    public static Dictionary<string, string> Read(XmlCursor? xml, string path)
    {
        Dictionary<string, string> titles = new(StringComparer.OrdinalIgnoreCase);
        if (xml is not null)
        {
            Read(xml, path, titles);
        }

        return titles;
    }

    // EPUB 3 uses the element a for links, EPUB 2 navPoint. A file's first entry is its chapter; the others are sections.
    private static void Read(XmlCursor xml, string path, Dictionary<string, string> titles)
    {
        foreach (string name in xml.Children())
        {
            if (name == "a" && xml["href"] is { } href)
            {
                titles.TryAdd(PackagePath.Resolve(path, href), Collapse(xml.Text()));
            }
            else if (name == "navPoint")
            {
                ReadPoint(xml, path, titles);
            }
            else
            {
                Read(xml, path, titles);
            }
        }
    }

    private static void ReadPoint(XmlCursor xml, string path, Dictionary<string, string> titles)
    {
        string title = "";
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "navLabel":
                    title = Collapse(xml.Text());
                    break;
                case "content" when xml["src"] is { } source:
                    titles.TryAdd(PackagePath.Resolve(path, source), title);
                    break;
                case "navPoint":
                    ReadPoint(xml, path, titles);
                    break;
            }
        }
    }

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
