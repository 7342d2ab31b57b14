using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>Reads Office files before 2007: LibreOffice converts them to supported formats.</summary>
internal static class OfficeConversion
{
    private const string Converter = "LibreOffice";

    private static readonly string[] Places =
    [
        @"C:\Program Files\LibreOffice\program\soffice.exe",
        @"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "/opt/libreoffice/program/soffice",
        "/snap/bin/libreoffice",
    ];

    /// <param name="file">The file to read.</param>
    /// <param name="format">The format: Doc, Xls or Ppt.</param>
    /// <exception cref="DocumentReadException">LibreOffice is not installed, or cannot open the file.</exception>
    public static DocumentText Read(CompoundFile file, ReadingJob job, FileFormat format)
    {
        ExternalProgram program = ExternalProgram.Find("soffice", Places)
            ?? throw new DocumentReadException(DocumentReadError.ConverterMissing, $"The file is in an old Office format, and {Converter}, which would convert it, is not installed.");
        // Workbooks may be locked by the public password, which LibreOffice tries itself.
        if (format != FileFormat.Xls && OldEncryption.IsUsed(file, format))
        {
            throw Locked();
        }

        using WorkFolder folder = new();
        string source = folder.Copy(job, format switch { FileFormat.Doc => "old.doc", FileFormat.Xls => "old.xls", _ => "old.ppt" });
        string target = format switch { FileFormat.Doc => "docx", FileFormat.Xls => "xlsx", _ => "pptx" };
        program.Run(
            [OfficeProfile.Create(folder.At("profile")), "--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", target, "--outdir", folder.At("new"), source],
            folder.Path,
            job.CancellationToken);
        FileInfo converted = new(folder.At(Path.Combine("new", $"old.{target}")));
        if (!converted.Exists)
        {
            throw OldEncryption.IsUsed(file, format) ? Locked() : DocumentReadException.Damaged($"{Converter} cannot open the file.");
        }

        return ReadConverted(converted, job, format);
    }

    private static DocumentReadException Locked() => new(DocumentReadError.Encrypted, "The file is locked by a password.");

    private static DocumentText ReadConverted(FileInfo converted, ReadingJob job, FileFormat format)
    {
        if (converted.Length > job.Options.MaxFileBytes)
        {
            throw DocumentReadException.TooLarge("bytes when converted", job.Options.MaxFileBytes);
        }

        using FileStream content = converted.OpenRead();
        DocumentText text = DocumentReader.ReadPacked(job with { Content = content });
        return text with { Format = format, Problems = [new ReadingProblem(ReadingProblemKind.ConvertedFirst, Argument: Converter), .. text.Problems] };
    }
}
