using System.Xml;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.OpenDocument;

/// <summary>An OpenDocument file, packed or as a single XML file that holds what a package has in several.</summary>
/// <param name="package">Null for a single XML file.</param>
internal sealed class OdfSource(ZipPackage? package, ReadingJob job)
{
    /// <summary>The XML that has the content.</summary>
    public XmlCursor OpenContent() => Open("content.xml") ?? throw DocumentReadException.Damaged("The document's content is missing.");

    /// <summary>Reads a file that the document can do without; false if it is broken.</summary>
    public bool TryRead(string name, Action<XmlCursor> read)
    {
        try
        {
            using XmlCursor? xml = Open(name);
            if (xml is not null)
            {
                read(xml);
            }

            return true;
        }
        // A single file that is broken here will be so for its content too.
        catch (Exception exception) when (exception is XmlException or InvalidDataException or IOException)
        {
            return false;
        }
    }

    private XmlCursor? Open(string name)
    {
        if (package is not null)
        {
            return package.TryOpenXml(name);
        }

        job.Content.Position = 0;
        return new XmlCursor(new LimitedStream(job.Content, _ => job.CancellationToken.ThrowIfCancellationRequested(), leaveOpen: true), job, DtdProcessing.Prohibit);
    }
}
