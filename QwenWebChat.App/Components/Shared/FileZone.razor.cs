using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Shared;

/// <summary>
/// Lets the user choose or drop files and folders. The browser holds them and reports them in batches, because a list of
/// hundreds exceeds the size limit of one message over the circuit.
/// </summary>
public sealed partial class FileZone : IAsyncDisposable
{
    private readonly List<PickedFile> _reported = [];

    // The script may report files, chosen while it was loading, before this page has its reference.
    private readonly TaskCompletionSource<IJSObjectReference> _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ElementReference _root;
    private DotNetObjectReference<FileZone>? _self;
    private IJSObjectReference? _script;
    private bool _isDisposed;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string TestId { get; set; } = "";

    [Parameter]
    public string? Accept { get; set; }

    [Parameter]
    public bool IsMultiple { get; set; }

    [Parameter]
    public bool IsHidden { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Raised when files were chosen or dropped; several may be dropped even where one is expected.</summary>
    [Parameter, EditorRequired]
    public EventCallback<IReadOnlyList<PickedFile>> OnPicked { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>Receives one batch of the chosen files.</summary>
    /// <param name="isLast">True for the last batch.</param>
    [JSInvokable]
    public Task OfferAsync(FileOffer[] files, bool isLast)
    {
        _reported.AddRange(files.Select(file => new PickedFile(file.Name, file.Size, cancellation => TakeAsync(file.Id, cancellation))));
        if (!isLast)
        {
            return Task.CompletedTask;
        }

        PickedFile[] picked = [.. _reported];
        _reported.Clear();
        return OnPicked.InvokeAsync(picked);
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _script.DetachAsync();
        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _script = await Js.AttachAsync("js/files.js", () => _isDisposed, () => [_root, _self]);
            if (_script is not null)
            {
                _attached.TrySetResult(_script);
            }
        }
    }

    private async ValueTask<IJSStreamReference> TakeAsync(int id, CancellationToken cancellationToken)
    {
        IJSObjectReference script = await _attached.Task.WaitAsync(cancellationToken);
        return await script.InvokeAsync<IJSStreamReference>("take", cancellationToken, id);
    }
}
