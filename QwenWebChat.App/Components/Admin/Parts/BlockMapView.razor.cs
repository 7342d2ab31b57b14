using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>
/// Shows the requests that hold each block of the KV cache, one cell for each block. The browser gets it only after a
/// change.
/// </summary>
public sealed partial class BlockMapView : IAsyncDisposable
{
    private readonly BlockColors _colors = new();
    private ElementReference _root;
    private IJSObjectReference? _script;
    private string? _shown;
    private bool _isDisposed;

    [Parameter, EditorRequired]
    public CacheMap Map { get; set; } = CacheMap.Empty;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    // The most important state first.
    private IEnumerable<(string State, int Count)> Counts => [("Held", Map.HeldCount), ("Shared", Map.SharedCount), ("Cached", Map.CachedCount), ("Free", Map.FreeCount)];

    private string Summary => Text["DashBlocksSummary", UiFormats.Tokens(Map.BlockCount), UiFormats.Tokens(Map.BlockTokens), Map.Requests.Count,
        Tokens(Map.HeldCount), Tokens(Map.SharedCount), Tokens(Map.CachedCount), Tokens(Map.FreeCount)];

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await DetachAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", "./" + AssetPath.Of("js/dashboard-blocks.js"));
                _script = await module.InvokeAsync<IJSObjectReference>("attach", _root, Texts());
                if (_isDisposed)
                {
                    await DetachAsync();
                }
            }

            await SendAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has disconnected.
        }
    }

    private async Task SendAsync()
    {
        if (_script is not { } script)
        {
            return;
        }

        int[] colors = _colors.Assign(Map.Requests);
        string[] names = [.. Map.Requests.Select(request => request.ToString("N")[..8])];
        string shown = $"{Map.BlockTokens} {Map.Runs} {string.Join(',', names)}";
        if (shown != _shown)
        {
            _shown = shown;
            await script.InvokeVoidAsync("show", Map.Runs, Map.BlockTokens, names, colors);
        }
    }

    private object Texts() => new
    {
        Cell = Text["DashBlocksCell"].Value,
        Cells = Text["DashBlocksCells"].Value,
        Request = Text["DashBlocksRequest"].Value,
        Tokens = Text["TokensCount"].Value,
        States = new { Held = Text["DashBlocksHeld"].Value, Shared = Text["DashBlocksShared"].Value, Cached = Text["DashBlocksCached"].Value, Free = Text["DashBlocksFree"].Value },
    };

    private string Tokens(int blocks) => UiFormats.Tokens((long)blocks * Map.BlockTokens);

    private async Task DetachAsync()
    {
        IJSObjectReference? script = _script;
        _script = null;
        await script.DetachAsync();
    }
}
