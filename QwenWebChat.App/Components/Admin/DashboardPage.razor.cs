using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring;
using QwenWebChat.App.Monitoring.Alerts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Shows the engine's activity live. It renders each second from the last sample and reads nothing twice.</summary>
public sealed partial class DashboardPage : IAsyncDisposable
{
    private static readonly IReadOnlyList<ChartPlan> Plans =
        [DashboardCharts.Memory, DashboardCharts.Kv, DashboardCharts.Throughput, DashboardCharts.Phases, DashboardCharts.Line, DashboardCharts.Batch, DashboardCharts.Cpu];

    private const int MaxAppended = 5;

    private readonly Dictionary<string, Chart> _charts = [];
    private readonly Dictionary<ChartPlan, IReadOnlyList<ChartSeries>> _series = [];
    private RepeatedRead _update = null!;
    private ChartBoard _board = null!;
    private Chart? _latencyChart;
    private RequestTable? _requests;
    private MonitorState? _state;
    private CacheMap _blocks = CacheMap.Empty;
    private IReadOnlyList<DashboardTile> _tiles = DashboardTiles.Of([]);
    private MetricWindow _window = MetricWindow.Minutes;
    private ChartPlan _latency = DashboardCharts.Latencies[0];
    private DateTimeOffset _shownUntil;
    private bool _isPaused;
    private bool _isDisposed;

    [Inject]
    private MetricSampler Sampler { get; set; } = null!;

    [Inject]
    private MetricHistory History { get; set; } = null!;

    [Inject]
    private AlertBoard Alerts { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private string MemoryName => _state?.Memory is { IsGpu: true } memory ? memory.Device : Text["DashRam"];

    private IReadOnlyList<MemoryPart> Parts => _state?.Memory is not { } memory ? [] :
    [
        Part("Weights", memory.WeightBytes, "--qw-weights"),
        Part("KvUsed", memory.KvUsedBytes, "--qw-kv-used"),
        Part("KvCached", memory.KvCachedBytes, "--qw-kv-cached"),
        Part("KvFree", memory.KvFreeBytes, "--qw-kv-idle"),
        Part(memory.IsActivationPlanned ? "ActivationsPlanned" : "Activations", memory.ActivationBytes, "--qw-activations"),
        Part(!memory.IsGpu ? "Process" : memory.IsProcessKnown ? "Reserve" : "ReserveAndOthers", memory.ProcessRestBytes, "--qw-reserve"),
        .. memory.IsProcessKnown ? [Part("Others", memory.OtherProcessesBytes, "--qw-other")] : Array.Empty<MemoryPart>(),
    ];

    public async ValueTask DisposeAsync()
    {
        Sampler.Sampled -= OnSampled;
        _isDisposed = true;
        await _board.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        _update = new RepeatedRead(UpdateAsync);
        _board = new ChartBoard(Js);
        Take(Sampler.Latest);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            Sampler.Sampled += OnSampled;
            await ShowChartsAsync();
        }
    }

    private void OnSampled(MonitorState state) => _ = InvokeAsync(_update.RunAsync);

    /// <summary>
    /// Renders the last second. A sample that arrives while the browser is still busy with the previous one waits.
    /// </summary>
    private async Task UpdateAsync()
    {
        if (_isPaused || _isDisposed)
        {
            return;
        }

        _blocks = await Sampler.ReadCacheAsync();
        if (_isDisposed)
        {
            return;
        }

        Take(Sampler.Latest);
        Culture.Run(StateHasChanged);
        await AppendAsync();
        if (_requests is { } requests)
        {
            await requests.RefreshAsync();
        }
    }

    private void Take(MonitorState? state)
    {
        _state = state;
        _tiles = DashboardTiles.Of(History.Read(MetricWindow.Minutes));
    }

    /// <summary>Appends the missing points to each chart.</summary>
    private async Task AppendAsync()
    {
        MetricWindow window = _window;
        IReadOnlyList<MetricSample> samples = History.Read(window);
        List<MetricSample> missing = [.. samples.Where(sample => sample.At > _shownUntil)];
        if (missing.Count > MaxAppended || (samples.Count > 0 && samples[^1].At < _shownUntil))
        {
            // After a pause there are many points; after the clock was set back, the shown points are in the future.
            await ShowChartsAsync();
            return;
        }

        foreach (MetricSample sample in missing)
        {
            if (window != _window)
            {
                // Another chart was selected meanwhile and shown with all its points.
                return;
            }

            _shownUntil = sample.At;
            IEnumerable<ChartPoint> points = Plans.Select(plan => new ChartPoint(_charts[plan.Key], plan.ValuesOf(sample)));
            await _board.AppendAsync(ChartPlan.TimeOf(sample), _latencyChart is { } chart ? points.Append(new ChartPoint(chart, _latency.ValuesOf(sample))) : points);
        }
    }

    private async Task ShowAsync(MetricWindow window)
    {
        _window = window;
        await ShowChartsAsync();
    }

    private async Task ShowAsync(ChartPlan latency)
    {
        _latency = latency;
        StateHasChanged();
        await _latencyChart!.ShowAsync(_latency.DataOf(History.Read(_window)), _window.Length);
    }

    private async Task ShowChartsAsync()
    {
        await Task.WhenAll(_charts.Values.Append(_latencyChart!).Select(chart => chart.Attached));
        IReadOnlyList<MetricSample> samples = History.Read(_window);
        _shownUntil = samples.Count > 0 ? samples[^1].At : DateTimeOffset.MinValue;
        await Task.WhenAll(Plans.Select(plan => _charts[plan.Key].ShowAsync(plan.DataOf(samples), _window.Length))
            .Append(_latencyChart!.ShowAsync(_latency.DataOf(samples), _window.Length)));
    }

    private async Task TogglePauseAsync()
    {
        _isPaused = !_isPaused;
        if (!_isPaused)
        {
            await _update.RunAsync();
        }
    }

    private IReadOnlyList<ChartSeries> SeriesOf(ChartPlan plan)
    {
        if (!_series.TryGetValue(plan, out IReadOnlyList<ChartSeries>? series))
        {
            series = _series[plan] = [.. plan.Series.Select(one => new ChartSeries(one.Key, Text[$"Series_{one.Key}"], one.Color, one.IsStacked))];
        }

        return series;
    }

    private static string NameOf(MetricWindow window) => window.Length.TotalHours < 1 ? $"{window.Length.TotalMinutes:0}\u00a0min" : $"{window.Length.TotalHours:0}\u00a0h";

    private string LabelOf(DashboardTile tile) => Text[tile.Metric == Metric.MemoryShare && _state?.Memory is { IsGpu: true } ? "Tile_Vram" : $"Tile_{tile.Key}"];

    private MemoryPart Part(string key, long bytes, string color) => new(key, Text[$"Memory_{key}"], bytes, color);
}
