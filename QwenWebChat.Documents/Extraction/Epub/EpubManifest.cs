using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Epub;

/// <summary>The files of an EPUB, in reading order (EPUB 3.3, 5).</summary>
internal sealed class EpubManifest
{
    private readonly Dictionary<string, string> _hrefs = new(StringComparer.Ordinal);

    private EpubManifest()
    {
    }

    /// <summary>The files of the chapters.</summary>
    public List<string> Chapters { get; } = [];

    public string? Title { get; private set; }

    /// <summary>The table of contents of EPUB 3 or EPUB 2; null for none.</summary>
    public string? Contents { get; private set; }

    public static EpubManifest Read(XmlCursor xml, string path)
    {
        EpubManifest manifest = new();
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "metadata":
                    manifest.ReadTitle(xml);
                    break;
                case "manifest":
                    manifest.ReadItems(xml, path);
                    break;
                case "spine":
                    manifest.ReadSpine(xml);
                    break;
            }
        }

        return manifest;
    }

    private void ReadTitle(XmlCursor xml)
    {
        foreach (string name in xml.Children())
        {
            Title = name == "title" && Title is null ? xml.Text() : Title;
        }
    }

    private void ReadItems(XmlCursor xml, string path)
    {
        foreach (string name in xml.Children())
        {
            if (name == "item" && xml["id"] is { } id && xml["href"] is { } href)
            {
                _hrefs[id] = PackagePath.Resolve(path, href);
                bool isContents = xml["properties"]?.Split(' ').Contains("nav") == true;
                bool isOldContents = xml["media-type"] == "application/x-dtbncx+xml";
                Contents = isContents || (isOldContents && Contents is null) ? _hrefs[id] : Contents;
            }
        }
    }

    private void ReadSpine(XmlCursor xml)
    {
        foreach (string name in xml.Children())
        {
            if (name == "itemref" && xml["idref"] is { } id && _hrefs.TryGetValue(id, out string? href))
            {
                Chapters.Add(href);
            }
        }
    }
}
