using System.Globalization;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Components.Admin;

/// <summary>One row of the table of requests. A row of an ended request is not rendered again with the others.</summary>
public sealed partial class RequestRow
{
    private const string None = "–";

    private ElementReference _open;
    private (RequestRecord Request, string User, bool IsCancelling, CultureInfo Culture)? _drawn;

    [Parameter, EditorRequired]
    public RequestRecord Request { get; set; } = null!;

    /// <summary>True if the request was told to end and is still running.</summary>
    [Parameter]
    public bool IsCancelling { get; set; }

    /// <summary>True if the row had the focus at its previous position and takes it along.</summary>
    [Parameter]
    public bool IsFocused { get; set; }

    [Parameter]
    public EventCallback<RequestRecord> OnOpen { get; set; }

    [Parameter]
    public EventCallback<RequestRecord> OnCancel { get; set; }

    /// <summary>Raised with the row's id when it gets the focus; null when the focus leaves.</summary>
    [Parameter]
    public EventCallback<Guid?> OnFocus { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private UserNames Names { get; set; } = null!;

    private DateTimeOffset At => TimeZoneInfo.ConvertTime(Request.ArrivedAt, Clock.LocalTimeZone);

    private string Arrived => UiFormats.Moment(At, Clock.GetLocalNow());

    private string User => RequestTexts.UserOrApp(Names.Of(Request.UserId), Text);

    protected override bool ShouldRender() => _drawn != (Request, User, IsCancelling, CultureInfo.CurrentUICulture);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _drawn = (Request, User, IsCancelling, CultureInfo.CurrentUICulture);
        if (firstRender && IsFocused)
        {
            await _open.FocusAsync(preventScroll: true);
        }
    }

    private Task CancelAsync() => IsCancelling ? Task.CompletedTask : OnCancel.InvokeAsync(Request);

    private static string Time(TimeSpan? time) => time is { } value ? UiFormats.Latency(value) : None;
}
