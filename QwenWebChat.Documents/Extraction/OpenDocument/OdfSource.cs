using System.Xml;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>An OpenDocument file: a package, or a single XML file with everything that a package has in several files.</summary>
/// <param name="package">The package; null for a single XML file.</param>
internal sealed class OdfSource(ZipPackage? package, ReadingJob job)
{
    private readonly OdfManifest? _manifest = package is null ? null : OdfManifest.Read(package, job.Options.Password);
    private long _decryptedBytes;

    /// <summary>Opens the XML with the content.</summary>
    public XmlCursor OpenContent() => Open("content.xml") ?? throw DocumentReadException.Damaged("The document's content is missing.");

    /// <summary>Reads an optional file; returns false if it is broken.</summary>
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
        // In a single XML file, the content would be broken too.
        catch (Exception exception) when (exception is XmlException or InvalidDataException or IOException)
        {
            return false;
        }
    }

    /// <summary>Returns the formula of an object in the package; null for another object, or a broken one.</summary>
    /// <param name="reference">The reference in the content.</param>
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

    // The package counts the encrypted bytes of a file, not the unpacked ones.
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
