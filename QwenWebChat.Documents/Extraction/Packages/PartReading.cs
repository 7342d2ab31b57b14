using System.Xml;

namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>Reads optional parts: a broken part is reported, and the rest is read.</summary>
internal sealed class PartReading(ZipPackage package, TextAssembly assembly)
{
    /// <param name="part">The part's name; null if the document does not have it.</param>
    public T Read<T>(string? part, Func<XmlCursor?, T> read, bool allowDoctype = false)
    {
        try
        {
            using XmlCursor? xml = part is null ? null : package.TryOpenXml(part, allowDoctype);
            return read(xml);
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException or IOException)
        {
            assembly.ReportWhole(ReadingProblemKind.PartUnreadable, part);
            return read(null);
        }
    }

    /// <summary>Returns the title in the document's properties; null for none.</summary>
    public string? Title() => Read(Relationships.Of(package, "").OfType("core-properties"), xml =>
    {
        string? title = null;
        foreach (string name in xml?.Children() ?? [])
        {
            title = name == "title" ? xml!.Text() : title;
        }

        return title;
    });
}
