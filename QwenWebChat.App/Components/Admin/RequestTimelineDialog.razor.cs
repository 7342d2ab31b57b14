using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Shows the phases of one request over time; updated while the request is active.</summary>
public sealed partial class RequestTimelineDialog : IDisposable
{
    // Rounds instead of truncating. The shares may still miss a total of 100 % by one point.
    private const double HalfPercent = 0.005;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private ElementReference _body;
    private PeriodicTimer? _timer;
    private RequestRecord? _request;
    private bool _isStored;
    private string? _prompt;
    private string? _announcement;
    private bool _isGone;
    private bool _isFailed;
    private bool _isCancelling;
    private bool _isFocused;

    [Parameter, EditorRequired]
    public Guid Id { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private RequestBoard Board { get; set; } = null!;

    [Inject]
    private RequestStore Store { get; set; } = null!;

    [Inject]
    private UserNames Names { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<RequestTimelineDialog> Logger { get; set; } = null!;

    // A request that was read from the database no longer changes.
    private bool IsFollowed => !_isGone && !_isStored;

    public void Dispose() => _timer?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        if (IsFollowed)
        {
            _timer = new PeriodicTimer(Interval, Time);
            _ = FollowAsync(_timer);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isFocused && _request is not null)
        {
            _isFocused = true;
            await _body.FocusAsync();
        }
    }

    private static string? Exact(TimeSpan? time) => time is { } value ? UiFormats.Milliseconds(value) : null;

    private IEnumerable<(string Name, string? Value)> Facts(RequestRecord request) =>
    [
        ("RequestColumn_Arrived", TimeZoneInfo.ConvertTime(request.ArrivedAt, Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture)),
        ("RequestFactPrompt", Text["RequestPromptSplit", UiFormats.Tokens(request.PromptTokens), UiFormats.Tokens(request.CachedTokens), UiFormats.Tokens(request.PromptTokens - request.CachedTokens)]),
        ("RequestFactNew", UiFormats.Tokens(request.NewTokens)),
        ("RequestColumnLong_TimeToFirstToken", Exact(request.TimeToFirstToken)),
        ("RequestColumnLong_TokensPerSecond", request.TokensPerSecond?.ToString("N1", CultureInfo.CurrentCulture)),
        ("RequestFactTokensPerStep", request.TokensPerStep?.ToString("N1", CultureInfo.CurrentCulture)),
        ("RequestFactInterToken", request.InterTokenP50 is null ? null : Text["RequestInterTokenSplit", Exact(request.InterTokenP50)!, Exact(request.InterTokenP95) ?? "–", Exact(request.InterTokenMax) ?? "–"].Value),
        ("RequestColumnLong_Preemptions", UiFormats.Tokens(request.PreemptionCount)),
    ];

    private async Task ReadAsync()
    {
        try
        {
            await Names.RefreshAsync();
            RequestRecord? live = Board.ReadLive().FirstOrDefault(request => request.Id == Id);
            ServedRequest? stored = live is null ? await Task.Run(() => Store.FindAsync(Id)) : null;
            RequestRecord? found = live ?? stored?.Record;
            (_isStored, _isGone) = (stored is not null, found is null);
            // An ended request that was seen stays valid after its deletion; the data of an active one does not.
            (_request, _prompt) = (found ?? (_request is { FinishReason: not null } ? _request : null), stored?.PromptText);
            _isFailed = false;
        }
        catch (Exception exception)
        {
            // Logs a failure once, not each second.
            if (!_isFailed)
            {
                LogFailed(Logger, exception, Id);
            }

            _isFailed = true;
        }
    }

    private async Task FollowAsync(PeriodicTimer timer)
    {
        while (IsFollowed && await timer.WaitForNextTickAsync())
        {
            await InvokeAsync(async () =>
            {
                await ReadAsync();
                Culture.Run(StateHasChanged);
            });
        }
    }

    private void Cancel()
    {
        _isCancelling = Board.Cancel(Id);
        _announcement = _isCancelling ? null : Text["RequestOverAlready"].Value;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Id} could not be read")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid id);
}
