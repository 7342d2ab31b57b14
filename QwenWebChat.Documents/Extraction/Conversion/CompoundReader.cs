using QwenWebChat.Documents.Extraction.Encryption;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>Reads compound files: Office files locked by a password, and Office files before 2007. Their streams tell which.</summary>
internal static class CompoundReader
{
    public static DocumentText Read(ReadingJob job)
    {
        CompoundFile file = CompoundFile.Open(job.Content);
        if (file.Contains(LockedPackage.StreamName))
        {
            using Stream package = LockedPackage.Open(file, job);
            return DocumentReader.ReadPacked(job with { Content = package });
        }

        FileFormat? format = file.Contains("WordDocument") ? FileFormat.Doc
            : file.Contains("PowerPoint Document") ? FileFormat.Ppt
            : file.Contains("Workbook") || file.Contains("Book") ? FileFormat.Xls
            : null;
        return format is { } known
            ? OfficeConversion.Read(file, job, known)
            : throw new DocumentReadException(DocumentReadError.Unsupported, "The file is a compound file of another kind than Word, Excel and PowerPoint.");
    }
}
