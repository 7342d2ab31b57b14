using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>
/// Reads OpenDocument texts, spreadsheets and presentations (ISO/IEC 26300, versions 1.0 to 1.3) in one pass over their
/// content, from a package or a single XML file.
/// </summary>
internal sealed class OpenDocumentReader
{
    private readonly OdfSource _source;
    private readonly ReadingJob _job;
    private readonly TextAssembly _assembly;
    private readonly OdfStyles _common = new();
    private readonly OdfStyles _styles;
    private readonly OdfHeaders _headers;
    private string? _title;

    private OpenDocumentReader(ZipPackage? package, ReadingJob job)
    {
        _source = new OdfSource(package, job);
        _job = job;
        _assembly = new TextAssembly(job.Options);
        _styles = new OdfStyles(_common);
        _headers = new OdfHeaders(_common, _source, job.Options);
    }

    public static DocumentText Read(ZipPackage package, ReadingJob job) => new OpenDocumentReader(package, job).Read();

    /// <summary>Reads a document that is a single XML file.</summary>
    public static DocumentText ReadFlat(ReadingJob job) => new OpenDocumentReader(null, job).Read();

    private DocumentText Read()
    {
        ReadPart("styles.xml", _headers.Read);
        ReadPart("meta.xml", ReadTitle);
        bool hasPages = FindPages();
        FileFormat? format = null;
        using XmlCursor xml = _source.OpenContent();
        foreach (string part in xml.Children())
        {
            foreach (string kind in part == "body" ? xml.Children() : [])
            {
                format = ReadBody(xml, kind, hasPages) ?? format;
            }
        }

        return _assembly.Finish(format ?? throw new DocumentReadException(DocumentReadError.Unsupported, "The file is an OpenDocument file of another kind."), _title);
    }

    private FileFormat? ReadBody(XmlCursor xml, string kind, bool hasPages)
    {
        switch (kind)
        {
            case "text":
                new OdfTextReader(_assembly, _job, _headers).Read(xml, new OdfText(_styles, _source, _job.Options, hasPages), hasPages);
                return FileFormat.Odt;
            case "spreadsheet":
                new OdfSheetReader(_assembly, _job, _source, _styles).Read(xml);
                return FileFormat.Ods;
            case "presentation":
                new OdfSlideReader(_assembly, _job, _source, _styles).Read(xml);
                return FileFormat.Odp;
            default:
                return null;
        }
    }

    // The styles precede the content, so they are read on the way.
    private bool FindPages()
    {
        bool hasPages = false;
        using XmlCursor xml = _source.OpenContent();
        foreach (string part in xml.Children())
        {
            if (part == "automatic-styles")
            {
                _styles.Read(xml);
            }
            else if (part == "body")
            {
                hasPages = HasPages(xml);
            }
        }

        return hasPages;
    }

    private bool HasPages(XmlCursor xml)
    {
        bool hasText = false;
        foreach (string name in xml.Descendants())
        {
            if (name is "spreadsheet" or "presentation")
            {
                return false;
            }

            string family = name == "table" ? "table" : "paragraph";
            bool isBlock = name is "p" or "h" or "table";
            if (name == "soft-page-break" || (isBlock && ((hasText && _styles.BreaksBefore(family, xml["style-name"])) || _styles.BreaksAfter(family, xml["style-name"]))))
            {
                return true;
            }

            hasText |= isBlock;
        }

        return false;
    }

    private void ReadTitle(XmlCursor xml)
    {
        foreach (string part in xml.Children())
        {
            foreach (string name in part == "meta" ? xml.Children() : [])
            {
                _title = name == "title" ? xml.Text() : _title;
            }
        }
    }

    private void ReadPart(string name, Action<XmlCursor> read)
    {
        if (!_source.TryRead(name, read))
        {
            _assembly.ReportWhole(ReadingProblemKind.PartUnreadable, name);
        }
    }
}
