using System.Xml;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>An OpenDocument file, packed or as a single XML file that holds what a package has in several.</summary>
/// <param name="package">Null for a single XML file.</param>
internal sealed class OdfSource(ZipPackage? package, ReadingJob job)
{
    private readonly OdfManifest? _manifest = package is null ? null : OdfManifest.Read(package, job.Options.Password);
    private long _decryptedBytes;

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

    /// <summary>The formula that is an object of the package; null if it is something else, or broken.</summary>
    /// <param name="reference">Where the content says it is.</param>
    public string? Formula(string? reference)
    {
        string? formula = null;
        if (package is not null && reference is not null)
        {
            TryRead($"{PackagePath.Resolve("content.xml", reference)}/content.xml", xml => formula = xml.Name == OdfFormula.Root ? OdfFormula.Read(xml) : null);
        }

        return string.IsNullOrEmpty(formula) ? null : formula;
    }

    private XmlCursor? Open(string name)
    {
        if (package is not null)
        {
            return _manifest?.Of(name) is { } encryption ? OpenLocked(package, name, encryption) : package.TryOpenXml(name);
        }

        job.Content.Position = 0;
        return new XmlCursor(new LimitedStream(job.Content, _ => job.CancellationToken.ThrowIfCancellationRequested(), leaveOpen: true), job, DtdProcessing.Prohibit);
    }

    private XmlCursor? OpenLocked(ZipPackage archive, string name, OdfEncryption encryption)
    {
        if (archive.TryOpen(name) is not { } stored)
        {
            return null;
        }

        return new XmlCursor(new LimitedStream(encryption.Open(stored, job.Options.Password!), Count), job, DtdProcessing.Prohibit);
    }

    // The package counts what is encrypted in it, not what that unpacks to.
    private void Count(int bytes)
    {
        job.CancellationToken.ThrowIfCancellationRequested();
        _decryptedBytes += bytes;
        if (_decryptedBytes > job.Options.MaxUnpackedBytes)
        {
            throw DocumentReadException.TooLarge("bytes when unpacked", job.Options.MaxUnpackedBytes);
        }
    }
}
