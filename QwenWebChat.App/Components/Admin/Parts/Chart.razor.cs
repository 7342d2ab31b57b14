using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>
/// Shows values over time, as lines or as stacked bands. The page passes data by method calls, not by parameters, so that
/// <see cref="ChartBoard"/> adds a new point at the cost of one point. A new <see cref="Unit"/> or new <see cref="Series"/>
/// restart the chart without data.
/// </summary>
public sealed partial class Chart : IAsyncDisposable
{
    internal static readonly string Script = "./" + AssetPath.Of("js/dashboard.js");

    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ElementReference _root;
    private IJSObjectReference? _script;
    private (string Title, MetricUnit Unit, IReadOnlyList<ChartSeries> Series)? _drawn;
    private (MetricUnit Unit, IReadOnlyList<ChartSeries> Series)? _sent;
    private (ChartData Data, TimeSpan Window)? _waiting;
    private bool _isDisposed;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public MetricUnit Unit { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    [Parameter]
    public string? TestId { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    internal string Id { get; } = Guid.NewGuid().ToString("N")[..8];

    /// <summary>Completes when the chart is in the page: values read afterwards are the latest.</summary>
    internal Task Attached => _attached.Task;

    internal bool IsAttached => _script is not null && !_isDisposed;

    // The title shows the unit where the tick labels do not.
    private string? UnitName => Unit is MetricUnit.Tokens or MetricUnit.TokensPerSecond or MetricUnit.PerSecond ? Text[$"MetricUnit_{Unit}"].Value : null;

    /// <summary>Replaces all data; the time axis ends now.</summary>
    public async Task ShowAsync(ChartData data, TimeSpan window)
    {
        await _attached.Task;
        _waiting = IsAttached ? null : (data, window);
        double now = Time.GetUtcNow().ToUnixTimeMilliseconds() / 1e3;
        await InvokeAsync("show", data.Times.Select(ChartWire.Time).ToArray(), data.Values.Select(ChartWire.Of).ToArray(), window.TotalSeconds, now);
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _attached.TrySetResult();
        await DetachAsync();
    }

    // The page renders each second; the chart only when one of its parameters changed.
    protected override bool ShouldRender() =>
        _drawn is not { } drawn || drawn.Title != Title || drawn.Unit != Unit || !drawn.Series.SequenceEqual(Series);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _drawn = (Title, Unit, Series);
        if (_sent is { } sent && sent.Unit == Unit && sent.Series.SequenceEqual(Series))
        {
            return;
        }

        _sent = (Unit, Series);
        await AttachAsync();
        _attached.TrySetResult();
    }

    private async Task AttachAsync()
    {
        try
        {
            await DetachAsync();
            await using IJSObjectReference module = await Js.InvokeAsync<IJSObjectReference>("import", Script);
            IJSObjectReference script = await module.InvokeAsync<IJSObjectReference>("attach", _root, Options());
            _script = script;
            if (_isDisposed)
            {
                await DetachAsync();
            }
            else if (_waiting is { } waiting)
            {
                await ShowAsync(waiting.Data, waiting.Window);
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has disconnected.
        }
    }

    private object Options() => new
    {
        Id,
        Unit = Unit.ToString(),
        Series = Series.Select(series => new { series.Label, series.Color, series.IsStacked }),
        CanDraw = RestoredScripts.HasCharts,
        Texts = new
        {
            NoData = Text["ChartNoData"].Value,
            Unavailable = Text["ChartUnavailable"].Value,
            Latest = Text["ChartLatest"].Value,
            TokensPerSecond = Text["ChartTokensPerSecond"].Value,
            PerSecond = Text["ChartPerSecond"].Value,
        },
    };

    private async Task InvokeAsync(string function, params object?[] arguments)
    {
        try
        {
            if (IsAttached)
            {
                await _script!.InvokeVoidAsync(function, arguments);
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has disconnected.
        }
    }

    private async Task DetachAsync()
    {
        IJSObjectReference? script = _script;
        _script = null;
        await script.DetachAsync();
    }
}
