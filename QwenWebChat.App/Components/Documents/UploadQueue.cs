namespace QwenWebChat.App.Components.Documents;

/// <summary>Files on their way here: a few at a time, the others wait, and one that fails stops none of them. For one dispatcher.</summary>
/// <param name="send">Brings one here; what became of it is its own affair.</param>
/// <param name="changed">The queue stands otherwise than before.</param>
internal sealed class UploadQueue(Func<DocumentUpload, Task> send, Action changed)
{
    private const int MaxAtOnce = 2;

    private readonly Queue<DocumentUpload> _waiting = [];
    private readonly List<DocumentUpload> _active = [];

    /// <summary>Those that are being sent.</summary>
    public IReadOnlyList<DocumentUpload> Active => _active;

    /// <summary>Files since the queue was empty last.</summary>
    public int Count { get; private set; }

    /// <summary>Those of them that are through, here or refused.</summary>
    public int DoneCount { get; private set; }

    public bool IsEmpty => _active.Count == 0 && _waiting.Count == 0;

    /// <summary>Ends once the files that are sent by this call, and all that they made wait, are through.</summary>
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
        // One may end while it is cancelled.
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
