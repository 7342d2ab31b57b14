using QwenWebChat.Documents.Extraction.Html;
using QwenWebChat.Documents.Extraction.Packages;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Reads files of other formats that are embedded in place of text (ECMA-376, 17.17.2.1): web pages and plain text. Others are reported as omitted.</summary>
internal sealed class WordChunks(ZipPackage package, ReadingJob job, TextAssembly assembly, Relationships relationships)
{
    private const int MaxBytes = 32 << 20;

    private readonly List<string> _leftOut = [];

    /// <summary>The names of the files that are not read.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <param name="id">The id of the file in the document.</param>
    /// <param name="sink">The receiver of the text.</param>
    public void Read(string? id, Action<TextBlock> sink)
    {
        string? part = relationships.Target(id);
        if (part is null)
        {
            return;
        }

        try
        {
            if (ReadText(part) is not { } text)
            {
                _leftOut.Add(part[(part.LastIndexOf('/') + 1)..]);
                return;
            }

            foreach (DocumentPart found in text.Parts)
            {
                sink(new TextBlock(found.Kind, found.Level, text[found].ToString()));
            }
        }
        catch (DocumentReadException exception) when (exception.Error != DocumentReadError.TooLarge)
        {
            assembly.ReportWhole(ReadingProblemKind.PartUnreadable, part);
        }
    }

    // Returns null for an unsupported format or a large file.
    private DocumentText? ReadText(string part)
    {
        string extension = Path.GetExtension(part).TrimStart('.').ToLowerInvariant();
        if (extension is not ("html" or "htm" or "xhtml" or "txt"))
        {
            return null;
        }

        using MemoryStream content = new();
        using (Stream? packed = package.TryOpen(part))
        {
            byte[] buffer = new byte[1 << 16];
            for (int count; packed is not null && (count = packed.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, count);
                if (content.Length > MaxBytes)
                {
                    return null;
                }
            }
        }

        content.Position = 0;
        ReadingJob inner = job with { Content = content, FileName = part, Progress = null };
        return extension == "txt" ? TextFileReader.Read(inner, FileFormat.Text) : HtmlFileReader.Read(inner);
    }
}
