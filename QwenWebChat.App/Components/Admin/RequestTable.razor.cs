using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Components.Admin;

/// <summary>
/// Shows the active requests and a page of the ended ones. The parent page triggers the updates of active requests; ended
/// requests are updated when they are written.
/// </summary>
public sealed partial class RequestTable : IDisposable
{
    private static readonly RequestColumn[] Columns = Enum.GetValues<RequestColumn>();
    private static readonly DialogOptions TimelineOptions = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    // Faster than reading, slower than typing.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly HashSet<Guid> _cancelling = [];
    private RepeatedRead _reads = null!;
    private FramePacer _inputPacer = null!;
    private IReadOnlyList<RequestRecord> _live = [];
    private RequestPage? _result;
    private RequestChoice _choice = RequestChoice.All;
    private RequestFilter _filter = RequestFilter.None;
    private RequestColumn _sort = RequestColumn.Arrived;
    private bool _isDescending = true;
    private bool _isAsked = true;
    private bool _isFailed;
    private int _page;
    private int _shownPage;
    private Guid? _focused;

    [Inject]
    private RequestBoard Board { get; set; } = null!;

    [Inject]
    private RequestStore Store { get; set; } = null!;

    [Inject]
    private UserNames Names { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<RequestTable> Logger { get; set; } = null!;

    private IReadOnlyList<RequestRecord> Rows => _result?.Rows ?? [];

    // True if there never was a request.
    private bool IsFirst => _choice.IsEmpty && _live.Count == 0 && _result is { TotalCount: 0 };

    private string Arrow => _isDescending ? Icons.Material.Outlined.ArrowDownward : Icons.Material.Outlined.ArrowUpward;

    private string ExportAddress => "admin/requests.csv" + RequestAddress.Write(_filter);

    /// <summary>Reads the active requests again: about once a second, while the table is visible.</summary>
    public Task RefreshAsync() => InvokeAsync(() =>
    {
        ReadLive();
        Culture.Run(StateHasChanged);
    });

    public void Dispose()
    {
        Board.Written -= OnWritten;
        _inputPacer.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        _reads = new RepeatedRead(LoadAsync);
        _inputPacer = new FramePacer(Time, () => _ = InvokeAsync(AskAsync), Pause);
        Board.Written += OnWritten;
        return _reads.RunAsync();
    }

    private static bool IsFigure(RequestColumn column) => column is not (RequestColumn.Arrived or RequestColumn.User or RequestColumn.Kind or RequestColumn.Model or RequestColumn.Outcome);

    private bool IsLast(RequestPage result) => (_page + 1L) * RequestQuery.UsualPageSize >= result.TotalCount;

    private string? SortOf(RequestColumn column) => column != _sort ? "none" : _isDescending ? "descending" : "ascending";

    private string Shown(RequestPage result)
    {
        int first = _shownPage * RequestQuery.UsualPageSize;
        return Text["RequestShown", UiFormats.Tokens(first + 1), UiFormats.Tokens(first + Rows.Count), UiFormats.Tokens(result.TotalCount)];
    }

    private void OnWritten() => _ = InvokeAsync(_reads.RunAsync);

    private Task AskAsync()
    {
        _isAsked = true;
        return _reads.RunAsync();
    }

    private async Task LoadAsync()
    {
        bool isAsked = _isAsked;
        _isAsked = false;
        RequestFilter filter = _choice.At(Time.GetUtcNow());
        RequestQuery query = new(filter, _sort, _isDescending, _page);
        try
        {
            // Runs off the page's dispatcher, because SQLite calls block.
            RequestPage result = await Task.Run(() => Store.ListAsync(query));
            if (result.Rows.Count == 0 && result.TotalCount > 0)
            {
                // The page of results was deleted meanwhile.
                _page = (result.TotalCount - 1) / RequestQuery.UsualPageSize;
                result = await Task.Run(() => Store.ListAsync(query with { Page = _page }));
            }

            (_filter, _isFailed) = (filter, false);
            (_result, _shownPage) = isAsked || MayMove(result) ? (result, _page) : (_result! with { TotalCount = result.TotalCount }, _shownPage);
        }
        catch (Exception exception)
        {
            LogFailed(Logger, exception);
            _isFailed = true;
        }

        ReadLive();
        Culture.Run(StateHasChanged);
    }

    // The rows that the user reads or has focused stay in place when other requests end.
    private bool MayMove(RequestPage result) => _page == 0 && (_focused is not { } id || _live.Any(request => request.Id == id) || result.Rows.Any(request => request.Id == id));

    private void ReadLive()
    {
        _live = [.. Board.ReadLive().Where(request => _choice.Filter.Matches(request, Names.Of(request.UserId)))];
        _cancelling.IntersectWith(_live.Select(request => request.Id));
    }

    private void Focus(Guid? id) => _focused = id;

    private Task ChooseAsync(RequestChoice choice)
    {
        bool isTyped = choice.Filter.Text != _choice.Filter.Text && choice.Filter.Text is { Length: > 0 };
        (_choice, _page) = (choice, 0);
        ReadLive();
        if (!isTyped)
        {
            return AskAsync();
        }

        _inputPacer.Request();
        return Task.CompletedTask;
    }

    private Task SortAsync(RequestColumn column)
    {
        // Numbers are sorted largest first, names from A.
        _isDescending = column == _sort ? !_isDescending : column == RequestColumn.Arrived || IsFigure(column);
        (_sort, _page) = (column, 0);
        return AskAsync();
    }

    private Task TurnAsync(int pages)
    {
        _page = Math.Max(0, _page + pages);
        return AskAsync();
    }

    private Task<IDialogReference> OpenAsync(RequestRecord request) =>
        Dialogs.ShowAsync<RequestTimelineDialog>(null, new DialogParameters<RequestTimelineDialog> { { dialog => dialog.Id, request.Id } }, TimelineOptions);

    private void CancelAsync(RequestRecord request)
    {
        bool isCancelled = Board.Cancel(request.Id);
        if (isCancelled)
        {
            _cancelling.Add(request.Id);
        }

        Snackbar.Add(Text[isCancelled ? "RequestCancelled" : "RequestOverAlready"], Severity.Normal, options => options.HideIcon = true);
        ReadLive();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The requests could not be read")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
