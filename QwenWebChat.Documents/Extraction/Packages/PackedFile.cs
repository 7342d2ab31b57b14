namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>Opens packed files and detects their format.</summary>
internal static class PackedFile
{
    /// <summary>Returns the format; every OpenDocument counts as a text document until its content is read.</summary>
    public static FileFormat FormatOf(ZipPackage package)
    {
        if (package.Contains("META-INF/container.xml"))
        {
            return FileFormat.Epub;
        }

        if (IsOpenDocument(package))
        {
            return FileFormat.Odt;
        }

        return MainPart(package) is { } part ? OfficeFormat(package, part) : throw Unsupported("The file is a ZIP archive of another kind.");
    }

    /// <summary>Returns the main part of an Office file; null if there is none.</summary>
    public static string? MainPart(ZipPackage package) => Relationships.Of(package, "").OfType("officeDocument");

    private static bool IsOpenDocument(ZipPackage package) => package.Contains("content.xml") && package.Contains("META-INF/manifest.xml");

    private static FileFormat OfficeFormat(ZipPackage package, string part)
    {
        if (part.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("The file is a binary workbook, which is not read here.");
        }

        using XmlCursor xml = package.TryOpenXml(part) ?? throw DocumentReadException.Damaged("The file's main part is missing.");
        return xml.Name switch
        {
            "document" => FileFormat.Docx,
            "presentation" => FileFormat.Pptx,
            "workbook" => FileFormat.Xlsx,
            _ => throw Unsupported("The file is an Office file of another kind."),
        };
    }

    private static DocumentReadException Unsupported(string message) => new(DocumentReadError.Unsupported, message);
}
