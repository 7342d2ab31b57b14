using QwenWebChat.Documents.Extraction.Encryption;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>The manifest of a package, which describes the encryption of its files.</summary>
internal sealed class OdfManifest
{
    private const string Name = "META-INF/manifest.xml";

    private readonly Dictionary<string, OdfEncryption> _locked = new(StringComparer.OrdinalIgnoreCase);

    private OdfManifest()
    {
    }

    /// <exception cref="DocumentReadException">The document is locked, and no password was given.</exception>
    public static OdfManifest Read(ZipPackage package, string? password)
    {
        OdfManifest manifest = new();
        // Old manifests have a document type.
        using XmlCursor? xml = package.TryOpenXml(Name, allowDoctype: true);
        if (xml is not null)
        {
            manifest.Read(xml);
        }

        return manifest._locked.Count == 0 || password is not null ? manifest : throw LockedPackage.Locked("The file is locked by a password.");
    }

    /// <summary>Returns the encryption of a file in the package; null if it is not encrypted.</summary>
    public OdfEncryption? Of(string name) => _locked.GetValueOrDefault(name);

    private void Read(XmlCursor xml)
    {
        foreach (string entry in xml.Children())
        {
            string? path = entry == "file-entry" ? xml["full-path"] : null;
            foreach (string part in path is null ? [] : xml.Children())
            {
                if (part == "encryption-data")
                {
                    _locked[path!] = OdfEncryption.Read(xml);
                }
            }
        }
    }
}
