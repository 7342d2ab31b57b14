using QwenWebChat.App.Chat;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>A document that is being read or waits for it, with its progress and its cancellation.</summary>
internal sealed class DocumentReading : IProgress<ReadingProgress>, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly FramePacer _frames;
    private readonly Lock _gate = new();
    private ReadingProgress _progress;

    public DocumentReading(Guid id, Guid ownerId, string name, TimeProvider time, Action<DocumentReading> moved)
    {
        (Id, OwnerId, Name) = (id, ownerId, name);
        _frames = new FramePacer(time, () => moved(this));
    }

    public Guid Id { get; }

    public Guid OwnerId { get; }

    public string Name { get; }

    /// <summary>The password of a locked file, for this reading only.</summary>
    public string? Password { get; init; }

    /// <summary>The chosen encoding of a text file; null to detect it.</summary>
    public string? Encoding { get; init; }

    /// <summary>Completes after the last write for this reading.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>Cancelled when the app stops or the document is deleted.</summary>
    public CancellationToken Cancelled => _cancellation.Token;

    public ReadingProgress Progress
    {
        get
        {
            lock (_gate)
            {
                return _progress;
            }
        }
    }

    public void Report(ReadingProgress value)
    {
        lock (_gate)
        {
            _progress = value;
        }

        _frames.Request();
    }

    public void Cancel() => _ = _cancellation.CancelAsync();

    public void Dispose()
    {
        _frames.Dispose();
        _cancellation.Dispose();
    }
}
