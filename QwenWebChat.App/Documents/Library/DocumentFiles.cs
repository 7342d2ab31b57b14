using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>
/// The files of documents, each in a folder of its own beside the database: the upload as it came and the text taken out of
/// it. For this account's eyes only. A file appears whole or not at all.
/// </summary>
internal sealed class DocumentFiles(IOptions<DatabaseOptions> database)
{
    private const string SourceName = "source";
    private const string TextName = "text";
    private const string PartialSuffix = ".part";

    private string Root => Path.Combine(Path.GetDirectoryName(database.Value.FullPath)!, "documents");

    /// <summary>Makes the document's folder with the upload in it; on any failure there is neither.</summary>
    /// <returns>The length in bytes.</returns>
    /// <exception cref="DocumentReadException">The upload is longer than it may be.</exception>
    public async Task<long> WriteSourceAsync(Guid id, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        // Each by itself: the rights are those of the last folder alone.
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

    /// <summary>The upload; it may be deleted while it is open.</summary>
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

    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
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

    /// <summary>The documents that have a folder; folders of another name are nobody's business here.</summary>
    public IReadOnlyList<Guid> List() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.EnumerateDirectories(Root).Select(Path.GetFileName)
            .Select(name => Guid.TryParseExact(name, "D", out Guid id) && Path.GetFileName(Folder(id)) == name ? id : Guid.Empty)
            .Where(id => id != Guid.Empty),
    ];

    private string Folder(Guid id) => Path.Combine(Root, id.ToString("D"));

    private static FileStream Create(string path, FileOptions options) => PrivateFolder.Open(path, FileMode.Create, FileAccess.Write, FileShare.None, options, 1 << 16);

    private static async Task<long> CopyAsync(Stream from, FileStream to, long maxBytes, CancellationToken cancellationToken)
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

        to.Flush(flushToDisk: true);
        return length;
    }
}
