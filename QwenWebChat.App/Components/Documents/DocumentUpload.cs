namespace QwenWebChat.App.Components.Documents;

/// <summary>A file on its way here.</summary>
internal sealed class DocumentUpload(string name, long bytes) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private long _received;

    public string Name => name;

    public double Share => bytes > 0 ? Math.Min(1, (double)Volatile.Read(ref _received) / bytes) : 1;

    public CancellationToken Cancelled => _cancellation.Token;

    public void Report(long received) => Volatile.Write(ref _received, received);

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
