using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>
/// The files of documents, each in its own folder beside the database: the uploaded file and its extracted text. Readable
/// for this account only. A file is written completely or not at all.
/// </summary>
internal sealed class DocumentFiles(IOptions<DatabaseOptions> database)
{
    private const string SourceName = "source";
    private const string TextName = "text";
    private const string PartialSuffix = ".part";

    private string Root => Path.Combine(Path.GetDirectoryName(database.Value.FullPath)!, "documents");

    /// <summary>Creates the document's folder with the upload; on an error, neither remains.</summary>
    /// <returns>The length in bytes.</returns>
    /// <exception cref="DocumentReadException">The upload exceeds the limit.</exception>
    public async Task<long> WriteSourceAsync(Guid id, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        // Separately, because the permissions apply to the last folder only.
        PrivateFolder.Create(Root);
        PrivateFolder.Create(Folder(id));
        try
        {
            string partial = Path.Combine(Folder(id), SourceName + PartialSuffix);
            long length;
            FileStream file = Create(partial, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                length = await CopyAsync(content, file, maxBytes, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, SourcePath(id));
            return length;
        }
        catch
        {
            Delete(id);
            throw;
        }
    }

    public string SourcePath(Guid id) => Path.Combine(Folder(id), SourceName);

    /// <summary>Opens the upload; it can be deleted while it is open.</summary>
    public FileStream OpenSource(Guid id) =>
        new(SourcePath(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);

    public void WriteText(Guid id, DocumentText text)
    {
        string partial = Path.Combine(Folder(id), TextName + PartialSuffix);
        using (FileStream file = Create(partial, FileOptions.None))
        {
            DocumentTextFile.Write(text, file);
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, Path.Combine(Folder(id), TextName), overwrite: true);
    }

    /// <exception cref="IOException">The text does not exist, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The text is damaged.</exception>
    public DocumentText ReadText(Guid id)
    {
        using FileStream file = new(Path.Combine(Folder(id), TextName), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
        return DocumentTextFile.Read(file);
    }

    public void Delete(Guid id)
    {
        if (Directory.Exists(Folder(id)))
        {
            Directory.Delete(Folder(id), recursive: true);
        }
    }

    /// <summary>Lists the documents that have a folder; folders with other names are ignored.</summary>
    public IReadOnlyList<Guid> List() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.EnumerateDirectories(Root).Select(Path.GetFileName)
            .Select(name => Guid.TryParseExact(name, "D", out Guid id) && Path.GetFileName(Folder(id)) == name ? id : Guid.Empty)
            .Where(id => id != Guid.Empty),
    ];

    private string Folder(Guid id) => Path.Combine(Root, id.ToString("D"));

    private static FileStream Create(string path, FileOptions options) => PrivateFolder.Open(path, FileMode.Create, FileAccess.Write, FileShare.None, options, 1 << 16);

    /// <summary>Copies a stream to a file; returns the length in bytes.</summary>
    /// <exception cref="DocumentReadException">The stream exceeds the limit.</exception>
    public static async Task<long> CopyAsync(Stream from, FileStream to, long maxBytes, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int count; (count = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            length += count;
            if (length > maxBytes)
            {
                throw DocumentReadException.TooLarge("bytes", maxBytes);
            }

            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }

        return length;
    }
}
