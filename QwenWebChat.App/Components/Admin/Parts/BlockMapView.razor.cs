using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Who holds which block of the cache, a cell a block. It goes to the browser only when it has changed.</summary>
public sealed partial class BlockMapView : IAsyncDisposable
{
    // The order of the legend: what matters most first.
    private static readonly BlockState[] States = [BlockState.Held, BlockState.Shared, BlockState.Cached, BlockState.Free];

    private readonly BlockColors _colors = new();
    private readonly int[] _counts = new int[States.Length];
    private ElementReference _root;
    private IJSObjectReference? _script;
    private BlockMap? _counted;
    private string? _shown;
    private bool _isDisposed;

    [Parameter, EditorRequired]
    public BlockMap Map { get; set; } = BlockMap.Empty;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private IEnumerable<(BlockState State, int Count)> Counts => States.Select(state => (state, _counts[(int)state]));

    private string Summary => Text["DashBlocksSummary", UiFormats.Tokens(Map.Blocks.Count), UiFormats.Tokens(Map.BlockTokens), Map.Requests.Count,
        Tokens(BlockState.Held), Tokens(BlockState.Shared), Tokens(BlockState.Cached), Tokens(BlockState.Free)];

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await DetachAsync();
    }

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_counted, Map))
        {
            _counted = Map;
            Array.Clear(_counts);
            foreach (BlockEntry block in Map.Blocks)
            {
                _counts[(int)block.State]++;
            }
        }
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
            // The browser is gone.
        }
    }

    private async Task SendAsync()
    {
        if (_script is not { } script)
        {
            return;
        }

        string runs = BlockRuns.Of(Map.Blocks);
        int[] colors = _colors.Assign(Map.Requests);
        string[] names = [.. Map.Requests.Select(request => request.ToString("N")[..8])];
        string shown = $"{Map.BlockTokens} {runs} {string.Join(',', names)}";
        if (shown != _shown)
        {
            _shown = shown;
            await script.InvokeVoidAsync("show", runs, Map.BlockTokens, names, colors);
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

    private string Tokens(BlockState state) => UiFormats.Tokens((long)_counts[(int)state] * Map.BlockTokens);

    private async Task DetachAsync()
    {
        try
        {
            if (_script is { } script)
            {
                _script = null;
                await script.InvokeVoidAsync("dispose");
                await script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and its canvas with it.
        }
    }
}
