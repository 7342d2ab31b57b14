using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Components.Admin;

/// <summary>Shows the phases of one request over time; updated while the request is active.</summary>
public sealed partial class RequestTimelineDialog : IDisposable
{
    // Rounds instead of truncating. The shares may still miss a total of 100 % by one point.
    private const double HalfPercent = 0.005;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private ElementReference _body;
    private PeriodicTimer? _timer;
    private RequestLine? _line;
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
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<RequestTimelineDialog> Logger { get; set; } = null!;

    // A request that was read from the database no longer changes.
    private bool IsFollowed => !_isGone && _line is not { Number: > 0 };

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
        if (!_isFocused && _line is not null)
        {
            _isFocused = true;
            await _body.FocusAsync();
        }
    }

    private static string? Exact(TimeSpan? time) => time is { } value ? UiFormats.Milliseconds(value) : null;

    private IEnumerable<(string Name, string? Value)> Facts(RequestLine line) =>
    [
        ("RequestColumn_Arrived", TimeZoneInfo.ConvertTime(line.ArrivedAt, Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture)),
        ("RequestFactPrompt", Text["RequestPromptSplit", UiFormats.Tokens(line.PromptTokens), UiFormats.Tokens(line.CachedTokens), UiFormats.Tokens(line.PromptTokens - line.CachedTokens)]),
        ("RequestFactNew", UiFormats.Tokens(line.NewTokens)),
        ("RequestColumnLong_TimeToFirstToken", Exact(line.TimeToFirstToken)),
        ("RequestColumnLong_TokensPerSecond", line.TokensPerSecond?.ToString("N1", CultureInfo.CurrentCulture)),
        ("RequestFactInterToken", line.InterTokenP50 is null ? null : Text["RequestInterTokenSplit", Exact(line.InterTokenP50)!, Exact(line.InterTokenP95) ?? "–", Exact(line.InterTokenMax) ?? "–"].Value),
        ("RequestColumnLong_Preemptions", UiFormats.Tokens(line.PreemptionCount)),
    ];

    private async Task ReadAsync()
    {
        try
        {
            (RequestLine? line, string? prompt) = await Task.Run(FindAsync);
            _isGone = line is null;
            // An ended request that was seen stays valid after its deletion; the data of an active one does not.
            (_line, _prompt) = (line ?? (_line is { Outcome: not null } ? _line : null), prompt);
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

    private async Task<(RequestLine? Line, string? Prompt)> FindAsync()
    {
        RequestLine? line = await Board.FindAsync(Id);
        return (line, line is { Number: > 0 } ? await Store.ReadPromptAsync(Id) : null);
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
