using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.OpenDocument;

/// <summary>The list of a package's files, which says whether they are encrypted.</summary>
internal static class OdfManifest
{
    private const string Name = "META-INF/manifest.xml";

    /// <exception cref="DocumentReadException">The document is locked by a password.</exception>
    public static void Check(ZipPackage package)
    {
        // Old ones have a document type.
        using XmlCursor? xml = package.TryOpenXml(Name, allowDoctype: true);
        if (xml?.Descendants().Contains("encryption-data") == true)
        {
            throw new DocumentReadException(DocumentReadError.Encrypted, "The file is locked by a password.");
        }
    }
}
