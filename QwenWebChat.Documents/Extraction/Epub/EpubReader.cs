using QwenWebChat.Documents.Extraction.Html;
using QwenWebChat.Documents.Extraction.Packages;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Epub;

/// <summary>Reads EPUB books: one page for each file in reading order, named by the table of contents.</summary>
internal sealed class EpubReader(ZipPackage package, ReadingJob job)
{
    private readonly TextAssembly _assembly = new(job.Options);

    public DocumentText Read()
    {
        RefuseLocked();
        PartReading parts = new(package, _assembly);
        string path = ManifestPath();
        EpubManifest manifest = ReadManifest(path);
        Dictionary<string, string> titles = parts.Read(manifest.Contents, xml => EpubContents.Read(xml, manifest.Contents ?? ""), allowDoctype: true);
        for (int index = 0; index < manifest.Chapters.Count; index++)
        {
            job.Reached(index, manifest.Chapters.Count);
            string chapter = manifest.Chapters[index];
            // The table of contents repeats the chapters' titles.
            if (chapter != manifest.Contents)
            {
                ReadChapter(chapter, index + 1, titles.GetValueOrDefault(chapter));
            }
        }

        job.Reached(manifest.Chapters.Count, manifest.Chapters.Count);
        return _assembly.Finish(FileFormat.Epub, manifest.Title);
    }

    private void ReadChapter(string chapter, int number, string? title)
    {
        using Stream? stream = package.TryOpen(chapter);
        byte[]? bytes = stream is null ? null : ReadAll(stream);
        EncodingGuess? guess = bytes is null ? null : EncodingDetector.Detect(bytes, job.Options with { Encoding = null }, isPage: true);
        if (guess is null)
        {
            _assembly.BeginPage(title, number);
            _assembly.Report(ReadingProblemKind.PageUnreadable, chapter);
            return;
        }

        HtmlBlocks blocks = new(job.Options.MaxCharacters);
        HtmlTextReader reader = new(blocks, isXhtml: true, job.CancellationToken);
        reader.Read(TextFileReader.Decode(bytes!, guess, job.Options));
        _assembly.BeginPage(title ?? blocks.Blocks.FirstOrDefault(block => block.Kind == DocumentPartKind.Heading).Text, number);
        foreach (HtmlBlock block in blocks.Blocks)
        {
            _assembly.Add(block.Kind, block.Text, block.Level);
        }

        HtmlFileReader.Report(_assembly, reader);
    }

    // The package counts the bytes while it unpacks them.
    private static byte[]? ReadAll(Stream stream)
    {
        try
        {
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private EpubManifest ReadManifest(string path)
    {
        using XmlCursor xml = package.TryOpenXml(path, allowDoctype: true) ?? throw DocumentReadException.Damaged("The book's list of content is missing.");
        return EpubManifest.Read(xml, path);
    }

    private string ManifestPath()
    {
        using XmlCursor? xml = package.TryOpenXml("META-INF/container.xml", allowDoctype: true);
        string? path = null;
        foreach (string name in xml?.Descendants() ?? [])
        {
            path ??= name == "rootfile" ? xml!["full-path"] : null;
        }

        return path ?? throw DocumentReadException.Damaged("The book does not say where its content is.");
    }

    // Fonts may be obfuscated in any book; any other encryption is a lock.
    private void RefuseLocked()
    {
        using XmlCursor? xml = package.TryOpenXml("META-INF/encryption.xml", allowDoctype: true);
        foreach (string name in xml?.Descendants() ?? [])
        {
            if (name == "EncryptionMethod" && xml!["Algorithm"] is not ("http://www.idpf.org/2008/embedding" or "http://ns.adobe.com/pdf/enc#RC"))
            {
                throw new DocumentReadException(DocumentReadError.Encrypted, "The book is locked by rights management.");
            }
        }
    }
}
