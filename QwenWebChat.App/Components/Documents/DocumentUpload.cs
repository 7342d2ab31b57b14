using QwenWebChat.App.Components.Shared;
namespace QwenWebChat.App.Components.Documents;

/// <summary>A file being uploaded.</summary>
/// <param name="isAlone">True if the file was chosen alone: the user wants to see it afterwards.</param>
internal sealed class DocumentUpload(PickedFile file, bool isAlone) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private long _received;

    public PickedFile File => file;

    public bool IsAlone => isAlone;

    public double Share => file.Size > 0 ? Math.Min(1, (double)Volatile.Read(ref _received) / file.Size) : 1;

    public CancellationToken Cancelled => _cancellation.Token;

    public void Report(long received) => Volatile.Write(ref _received, received);

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
