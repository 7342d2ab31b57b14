using QwenWebChat.App.Components.Shared;
namespace QwenWebChat.App.Components.Documents;

/// <summary>Uploads files a few at a time. A failed upload does not stop the others. Not thread-safe.</summary>
/// <param name="send">Uploads one file and handles its errors.</param>
/// <param name="changed">Called after every change of the queue.</param>
internal sealed class UploadQueue(Func<DocumentUpload, Task> send, Action changed)
{
    private const int MaxAtOnce = 2;

    private readonly Queue<DocumentUpload> _waiting = [];
    private readonly List<DocumentUpload> _active = [];

    /// <summary>The files being uploaded.</summary>
    public IReadOnlyList<DocumentUpload> Active => _active;

    /// <summary>The number of files since the queue was last empty.</summary>
    public int Count { get; private set; }

    /// <summary>The number of those that are done, uploaded or rejected.</summary>
    public int DoneCount { get; private set; }

    public bool IsEmpty => _active.Count == 0 && _waiting.Count == 0;

    /// <summary>Completes when the files that this call starts, and those that wait behind them, are done.</summary>
    public Task AddAsync(IReadOnlyList<PickedFile> files)
    {
        if (IsEmpty)
        {
            (Count, DoneCount) = (0, 0);
        }

        Count += files.Count;
        foreach (PickedFile file in files)
        {
            _waiting.Enqueue(new DocumentUpload(file, files.Count == 1));
        }

        return Task.WhenAll(Enumerable.Range(0, Math.Min(MaxAtOnce - _active.Count, _waiting.Count)).Select(_ => SendAsync()));
    }

    public void CancelAll()
    {
        Count -= _waiting.Count;
        foreach (DocumentUpload upload in _waiting)
        {
            upload.Dispose();
        }

        _waiting.Clear();
        // An upload may end while it is being cancelled.
        DocumentUpload[] active = [.. _active];
        Array.ForEach(active, upload => upload.Cancel());
        changed();
    }

    private async Task SendAsync()
    {
        while (_waiting.TryDequeue(out DocumentUpload? upload))
        {
            _active.Add(upload);
            changed();
            try
            {
                await send(upload);
            }
            finally
            {
                _active.Remove(upload);
                upload.Dispose();
                DoneCount++;
                changed();
            }
        }
    }
}
