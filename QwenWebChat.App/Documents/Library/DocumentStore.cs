using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>
/// The documents of an owner: rows in the database, and files beside it. Missing documents and those of other owners are not
/// found: null or false. Thread-safe; each call has its own context. <see cref="DocumentDesk"/> reads the documents.
/// </summary>
internal sealed partial class DocumentStore(
    IDbContextFactory<ChatDbContext> contexts, DocumentFiles files, IOptions<DocumentOptions> options, IOptions<UploadOptions> uploads,
    TimeProvider time, ILogger<DocumentStore> logger)
{
    private const int MaxNameLength = 200;
    private readonly DocumentTextCache _texts = new(options.Value.CachedTextBytes);
    private readonly ILogger _logger = logger;

    /// <summary>Lists the documents that are not deleted, newest first.</summary>
    public async Task<IReadOnlyList<Document>> ListAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.Documents.AsNoTracking().Where(row => row.DeletedAt == null)
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<Document?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await Own(context, id).AsNoTracking().SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores an upload that is still to be read. Nothing remains of an upload that is too large or is interrupted.</summary>
    /// <exception cref="DocumentReadException">The upload is too large, or the disk does not accept it.</exception>
    public async Task<Document> AddAsync(Guid ownerId, string name, Stream content, CancellationToken cancellationToken = default)
    {
        try
        {
            return await WriteAsync(ownerId, name, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (StorageFailure.Of(exception) is { } error)
        {
            throw new DocumentReadException(error, "The upload could not be stored.", exception);
        }
    }

    /// <summary>Renames a document. Returns false for a blank name too.</summary>
    public async Task<bool> RenameAsync(Guid ownerId, Guid id, string name, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return false;
        }

        string clean = CleanName(name);
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await Own(context, id).ExecuteUpdateAsync(row => row.SetProperty(to => to.Name, clean), cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <param name="folderId">A folder of the owner, or null for none. The result is false for the folder of another owner.</param>
    public async Task<bool> MoveAsync(Guid ownerId, Guid id, Guid? folderId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await Own(context, id).Where(row => folderId == null || context.Folders.Any(folder => folder.Id == folderId))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.FolderId, folderId), cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Opens the text of a document; null if it was not read (yet).</summary>
    public async Task<DocumentText?> OpenTextAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { State: DocumentState.Ready })
        {
            return null;
        }

        try
        {
            return _texts.Find(id) ?? _texts.Add(id, await Task.Run(() => files.ReadText(id), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            LogTextMissing(id, exception);
            return null;
        }
    }

    /// <summary>Opens the uploaded file; null if there is none.</summary>
    public async Task<Stream?> OpenSourceAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default) =>
        await FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is null ? null : files.OpenSource(id);

    /// <summary>Returns the name of a deleted document; null if it is not deleted, or no longer known.</summary>
    public async Task<string?> FindDeletedNameAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.Documents.Where(row => row.Id == id && row.DeletedAt != null)
            .Select(row => row.Name).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a document: it is no longer listed or opened, and can be restored until <see cref="DocumentUpkeep"/> removes it.</summary>
    internal async Task<bool> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        DateTimeOffset? now = time.GetUtcNow();
        return await Own(context, id).ExecuteUpdateAsync(row => row.SetProperty(to => to.DeletedAt, now), cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Restores a deleted document; null if it was removed.</summary>
    internal async Task<Document?> RestoreAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        int restored = await context.Documents.Where(row => row.Id == id && row.DeletedAt != null && row.State != DocumentState.Removed)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.DeletedAt, (DateTimeOffset?)null), cancellationToken).ConfigureAwait(false);
        return restored > 0 ? await FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Lists the documents of all owners that have files.</summary>
    internal async Task<HashSet<Guid>> ListIdsAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return await context.Documents.Where(row => row.State != DocumentState.Removed).Select(row => row.Id).ToHashSetAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the documents of an owner that have files, deleted ones too.</summary>
    internal async Task<IReadOnlyList<Guid>> ListFilesAsync(Guid ownerId)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.Documents.Where(row => row.State != DocumentState.Removed).Select(row => row.Id).ToListAsync().ConfigureAwait(false);
    }

    /// <summary>Lists the documents of all owners that are still to be read.</summary>
    internal async Task<IReadOnlyList<Document>> ListUnreadAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return await context.Documents.AsNoTracking().Where(row => row.State == DocumentState.Reading && row.DeletedAt == null)
            .OrderBy(row => row.CreatedAt).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    internal string SourcePath(Guid id) => files.SourcePath(id);

    /// <summary>Records the start of a reading, so that the next start of the app knows if it never ended.</summary>
    internal async Task BeginAttemptAsync(Guid id, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        await context.Documents.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.ReadingAttempts, to => to.ReadingAttempts + 1), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Resets the number of attempts.</summary>
    internal async Task EndAttemptAsync(Guid id)
    {
        using ChatDbContext context = contexts.CreateForAll();
        await context.Documents.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.ReadingAttempts, 0), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Stores the extracted text. Returns false if the document no longer exists.</summary>
    internal async Task<bool> StoreTextAsync(Guid id, DocumentText text, CancellationToken cancellationToken)
    {
        files.WriteText(id, text);
        _texts.Remove(id);
        (FileFormat? format, int pages, int characters) = (text.Format, text.Pages.Count, text.Text.Length);
        using ChatDbContext context = contexts.CreateForAll();
        return await context.Documents.Where(row => row.Id == id).ExecuteUpdateAsync(
            row => row.SetProperty(to => to.State, DocumentState.Ready).SetProperty(to => to.ReadingAttempts, 0).SetProperty(to => to.Failure, (DocumentReadError?)null).SetProperty(to => to.Format, format)
                .SetProperty(to => to.PageCount, pages).SetProperty(to => to.CharacterCount, characters).SetProperty(to => to.TokenCount, (int?)null),
            cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <param name="failure">The reason of the failure; null to read it again.</param>
    internal async Task<bool> SetStateAsync(Guid id, DocumentState state, DocumentReadError? failure, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return await context.Documents.Where(row => row.Id == id).ExecuteUpdateAsync(
            row => row.SetProperty(to => to.State, state).SetProperty(to => to.Failure, failure).SetProperty(to => to.ReadingAttempts, 0), cancellationToken).ConfigureAwait(false) > 0;
    }

    internal async Task SetTokenCountAsync(Guid id, int count, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        await context.Documents.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.TokenCount, count), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes folders without a document, which remain after crashes and failed deletions.</summary>
    internal async Task<int> CleanAsync(CancellationToken cancellationToken)
    {
        HashSet<Guid> known = await ListIdsAsync(cancellationToken).ConfigureAwait(false);
        List<Guid> orphans = [.. files.List().Where(id => !known.Contains(id))];
        orphans.ForEach(DeleteFiles);
        return orphans.Count;
    }

    internal void DeleteFiles(Guid id)
    {
        _texts.Remove(id);
        try
        {
            files.Delete(id);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process still reads it; the next start removes it.
            LogNotDeleted(id, exception);
        }
    }

    private async Task<Document> WriteAsync(Guid ownerId, string name, Stream content, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetStoredNow();
        Guid id = Guid.CreateVersion7(now);
        long length = await files.WriteSourceAsync(id, content, uploads.Value.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            using ChatDbContext context = contexts.CreateFor(ownerId);
            Document row = new() { Id = id, OwnerId = ownerId, Name = CleanName(name), Bytes = length, CreatedAt = now, State = DocumentState.Reading };
            context.Add(row);
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return row;
        }
        catch
        {
            files.Delete(id);
            throw;
        }
    }

    /// <summary>Returns the name of a file as it is stored: without the path that a client may send, and without invisible characters, which would be misleading.</summary>
    internal static string CleanName(string name)
    {
        string last = name[(name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        string clean = TextCleaning.Clean(last).Replace('\n', ' ').Replace('\t', ' ').Trim();
        if (clean.Length > MaxNameLength)
        {
            string extension = Path.GetExtension(clean) is { Length: <= 10 } present ? present : "";
            int cut = MaxNameLength - extension.Length;
            clean = clean[..(char.IsHighSurrogate(clean[cut - 1]) ? cut - 1 : cut)] + extension;
        }

        return clean.Length > 0 ? clean : "document";
    }

    private static IQueryable<Document> Own(ChatDbContext context, Guid id) =>
        context.Documents.Where(row => row.Id == id && row.DeletedAt == null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The text of document {Id} cannot be opened")]
    private partial void LogTextMissing(Guid id, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The files of document {Id} could not be deleted")]
    private partial void LogNotDeleted(Guid id, Exception exception);
}
