using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Components.Admin.Audit;

/// <summary>Shows the audit log, newest first, a page at a time. A page begins after the last entry of the page before it, so that new entries move nothing.</summary>
public sealed partial class AuditPage
{
    private static readonly string[] Columns = ["Time", "Account", "Action", "Target", "Outcome", "Address"];

    private static readonly (int Hours, string Name)[] Ranges =
        [(0, "RequestRangeAll"), (1, "RequestRangeHour"), (24, "RequestRangeDay"), (7 * 24, "RequestRangeWeek"), (30 * 24, "RequestRangeMonth")];

    // The entry before which each page began, for the way back; null for the first page.
    private readonly Stack<long?> _earlier = [];
    private AuditEntryPage? _page;
    private AuditFilter _filter = AuditFilter.None;
    private long? _before;
    private int _hours;
    private bool _isFailed;

    [Inject]
    private AuditStore Store { get; set; } = null!;

    [Inject]
    private IOptions<AuditOptions> Options { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<AuditPage> Logger { get; set; } = null!;

    private string ExportAddress => "admin/audit.csv" + AuditAddress.Write(_filter);

    protected override Task OnInitializedAsync() => ReadAsync();

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Time.LocalTimeZone);

    private string TargetOf(AuditEntry entry) => entry.TargetKind is { } kind ? Text[$"AuditTarget_{kind}"] : "";

    private Task ChooseAsync(AuditFilter filter)
    {
        (_filter, _before) = (filter, null);
        _earlier.Clear();
        return ReadAsync();
    }

    private Task ChooseRangeAsync(int hours)
    {
        _hours = hours;
        return ChooseAsync(_filter with { From = hours > 0 ? Time.GetUtcNow() - TimeSpan.FromHours(hours) : null });
    }

    private Task ClearAsync()
    {
        _hours = 0;
        return ChooseAsync(AuditFilter.None);
    }

    private Task OlderAsync()
    {
        _earlier.Push(_before);
        _before = _page!.Entries[^1].Number;
        return ReadAsync();
    }

    private Task NewerAsync()
    {
        _before = _earlier.Pop();
        return ReadAsync();
    }

    private async Task ReadAsync()
    {
        (AuditFilter filter, long? before) = (_filter, _before);
        try
        {
            // Runs off the page's dispatcher, because SQLite calls block.
            AuditEntryPage page = await Task.Run(() => Store.ListAsync(filter, before));
            if (ReferenceEquals(filter, _filter) && before == _before)
            {
                (_page, _isFailed) = (page, false);
            }
        }
        catch (Exception exception)
        {
            LogFailed(Logger, exception);
            _isFailed = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log could not be read")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
