using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Caching;

namespace QwenWebChat.App.Documents.Library;

/// <summary>
/// Accepts uploads, and has them read in the background. Documents that were not read when the app ended are read at the next
/// start, except for those whose reading twice began and did not end. Thread-safe.
/// </summary>
internal sealed partial class DocumentDesk : IHostedService
{
    // A document whose reading began as often and never ended is not read again automatically.
    private const int MaxAttempts = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, DocumentReading> _readings = [];
    private readonly DocumentStore _store;
    private readonly DocumentTokens _tokens;
    private readonly ReadDocument _read;
    private readonly PrefixStore? _prefixes;
    private readonly ReadingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private bool _isStopped;

    public DocumentDesk(
        DocumentStore store, DocumentTokens tokens, IOptions<DocumentOptions> options, IOptions<UploadOptions> uploads,
        ReadDocument read, TimeProvider time, ILogger<DocumentDesk> logger, PrefixStore? prefixes = null)
    {
        _store = store;
        _tokens = tokens;
        _time = time;
        _logger = logger;
        _read = read;
        _prefixes = prefixes;
        _options = options.Value.ToReadingOptions() with { MaxFileBytes = uploads.Value.MaxFileBytes };
    }

    /// <summary>Returns the tag of a document's entries in the prefix cache on disk.</summary>
    public static string TagOf(Guid id) => id.ToString("D");

    /// <summary>Raised when a document is added, deleted or changed, on any thread; during a reading at most 25 times a second.</summary>
    public event Action<DocumentChanged>? Changed;

    /// <summary>Stores an upload, and has it read. Nothing remains of an upload that is too large or is interrupted.</summary>
    /// <param name="content">The content, read to its end in pieces, never whole in memory; it stays open.</param>
    /// <exception cref="DocumentReadException">The upload is too large, or the disk does not accept it.</exception>
    public async Task<Document> UploadAsync(Guid ownerId, string name, Stream content, CancellationToken cancellationToken = default)
    {
        Document document = await _store.AddAsync(ownerId, name, content, cancellationToken).ConfigureAwait(false);
        Begin(document.Id, ownerId, document.Name);
        Tell(ownerId, document.Id);
        return document;
    }

    /// <summary>Returns the progress of reading a document; null if it is not being read.</summary>
    public ReadingProgress? ProgressOf(Guid id)
    {
        lock (_gate)
        {
            return _readings.GetValueOrDefault(id)?.Progress;
        }
    }

    /// <summary>Waits until a document is read or cannot be read, and returns it; null if there is none.</summary>
    public async Task<Document?> WhenReadAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        if (FindReading(ownerId, id) is { } reading)
        {
            await reading.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return await _store.FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a document again, for example after a failure. Returns false if there is none, or if it is being read.</summary>
    /// <param name="password">The password of a locked file. Used for this reading, and never stored.</param>
    /// <param name="encoding">The IANA name of a text file's encoding; null to detect it.</param>
    public async Task<bool> ReadAgainAsync(
        Guid ownerId, Guid id, string? password = null, string? encoding = null, CancellationToken cancellationToken = default)
    {
        if (ProgressOf(id) is not null || await _store.FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { } document
            || !await _store.SetStateAsync(id, DocumentState.Reading, null, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        Begin(id, ownerId, document.Name, password, encoding);
        Tell(ownerId, id);
        return true;
    }

    public async Task<bool> RenameAsync(Guid ownerId, Guid id, string name, CancellationToken cancellationToken = default)
    {
        bool isRenamed = await _store.RenameAsync(ownerId, id, name, cancellationToken).ConfigureAwait(false);
        Tell(ownerId, id, isRenamed);
        return isRenamed;
    }

    /// <summary>Deletes a document after cancelling its reading. It can be restored until <see cref="DocumentUpkeep"/> removes it.</summary>
    public async Task<bool> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        if (FindReading(ownerId, id) is { } reading)
        {
            reading.Cancel();
            await reading.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        bool isDeleted = await _store.DeleteAsync(ownerId, id, cancellationToken).ConfigureAwait(false);
        Tell(ownerId, id, isDeleted);
        return isDeleted;
    }

    /// <summary>Restores a deleted document. Returns false if it was removed.</summary>
    public async Task<bool> RestoreAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        Document? restored = await _store.RestoreAsync(ownerId, id, cancellationToken).ConfigureAwait(false);
        if (restored is { State: DocumentState.Reading })
        {
            Begin(id, ownerId, restored.Name);
        }

        Tell(ownerId, id, restored is not null);
        return restored is not null;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.CleanAsync(cancellationToken).ConfigureAwait(false);
        await ForgetOthersAsync(cancellationToken).ConfigureAwait(false);
        foreach (Document document in await _store.ListUnreadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (document.ReadingAttempts >= MaxAttempts)
            {
                await _store.SetStateAsync(document.Id, DocumentState.Failed, DocumentReadError.ReaderCrashed, cancellationToken).ConfigureAwait(false);
                continue;
            }

            Begin(document.Id, document.OwnerId, document.Name);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        DocumentReading[] readings;
        lock (_gate)
        {
            _isStopped = true;
            readings = [.. _readings.Values];
        }

        Array.ForEach(readings, reading => reading.Cancel());
        await Task.WhenAll(readings.Select(reading => reading.Completion)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A crash may have happened between the removal of a document and that of its cached prefixes.
    private async Task ForgetOthersAsync(CancellationToken cancellationToken)
    {
        if (_prefixes is not { IsOn: true })
        {
            return;
        }

        HashSet<Guid> known = await _store.ListIdsAsync(cancellationToken).ConfigureAwait(false);
        foreach (string tag in (await _prefixes.ListTagsAsync(cancellationToken).ConfigureAwait(false)).Except(known.Select(TagOf)))
        {
            _prefixes.Forget(tag);
        }
    }

    private void Begin(Guid id, Guid ownerId, string name, string? password = null, string? encoding = null)
    {
        lock (_gate)
        {
            if (_isStopped || _readings.ContainsKey(id))
            {
                return;
            }

            DocumentReading reading = new(id, ownerId, name, _time, moved => Tell(moved.OwnerId, moved.Id)) { Password = password, Encoding = encoding };
            _readings[id] = reading;
            reading.Completion = Task.Run(() => ReadInTurnAsync(reading));
        }
    }

    private DocumentReading? FindReading(Guid ownerId, Guid id)
    {
        lock (_gate)
        {
            return _readings.TryGetValue(id, out DocumentReading? reading) && reading.OwnerId == ownerId ? reading : null;
        }
    }

    private async Task ReadInTurnAsync(DocumentReading reading)
    {
        try
        {
            await ReadAsync(reading).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (reading.Cancelled.IsCancellationRequested)
        {
            // It is being deleted, or is read at the next start: a cancelled attempt does not count.
            await _store.EndAttemptAsync(reading.Id).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogNotStored(reading.Id, exception);
        }
        finally
        {
            lock (_gate)
            {
                _readings.Remove(reading.Id);
            }

            reading.Dispose();
            Tell(reading.OwnerId, reading.Id);
        }
    }

    private async Task ReadAsync(DocumentReading reading)
    {
        if (await FailureOfAsync(reading).ConfigureAwait(false) is { } failure)
        {
            await _store.SetStateAsync(reading.Id, DocumentState.Failed, failure, reading.Cancelled).ConfigureAwait(false);
            return;
        }

        reading.Report(reading.Progress);
        await _tokens.CountTokensAsync(reading.OwnerId, reading.Id, reading.Cancelled).ConfigureAwait(false);
    }

    /// <summary>Reads and stores the text; returns the reason if that fails.</summary>
    private async Task<DocumentReadError?> FailureOfAsync(DocumentReading reading)
    {
        try
        {
            ReadingRequest request = new(_store.SourcePath(reading.Id), reading.Name, _options with { Password = reading.Password, Encoding = reading.Encoding })
            {
                Progress = reading,
                Beginning = cancellationToken => _store.BeginAttemptAsync(reading.Id, cancellationToken),
            };
            DocumentText text = await _read(request, reading.Cancelled).ConfigureAwait(false);
            await _store.StoreTextAsync(reading.Id, text, reading.Cancelled).ConfigureAwait(false);
            return null;
        }
        catch (DocumentReadException exception)
        {
            LogRefused(reading.Id, exception.Error, exception.Message);
            return exception.Error;
        }
        catch (Exception exception) when (!reading.Cancelled.IsCancellationRequested)
        {
            LogFailed(reading.Id, exception);
            return StorageFailure.Of(exception) ?? DocumentReadError.Failed;
        }
    }

    private void Tell(Guid ownerId, Guid id, bool isChanged = true)
    {
        foreach (Action<DocumentChanged> handler in isChanged && Changed is { } changed ? changed.GetInvocationList().Cast<Action<DocumentChanged>>() : [])
        {
            try
            {
                handler(new DocumentChanged(ownerId, id));
            }
            catch (Exception exception)
            {
                // An error of a page must not end the reading.
                LogHandlerFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Document {Id} cannot be read: {Error}. {Detail}")]
    private partial void LogRefused(Guid id, DocumentReadError error, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Document {Id} could not be read")]
    private partial void LogFailed(Guid id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The result of reading document {Id} could not be stored")]
    private partial void LogNotStored(Guid id, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed to process the change of a document")]
    private partial void LogHandlerFailed(Exception exception);
}
