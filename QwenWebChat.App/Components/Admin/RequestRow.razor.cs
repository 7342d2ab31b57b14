using System.Globalization;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Components.Admin;

/// <summary>A request's line in their table. One that is over costs nothing when the others are drawn again.</summary>
public sealed partial class RequestRow
{
    private const string None = "–";

    private ElementReference _open;
    private (RequestLine Line, bool IsCancelling, CultureInfo Culture)? _drawn;

    [Parameter, EditorRequired]
    public RequestLine Line { get; set; } = null!;

    /// <summary>It was told to end and has not yet.</summary>
    [Parameter]
    public bool IsCancelling { get; set; }

    /// <summary>It had the focus where it stood before, and takes it along.</summary>
    [Parameter]
    public bool IsFocused { get; set; }

    [Parameter]
    public EventCallback<RequestLine> OnOpen { get; set; }

    [Parameter]
    public EventCallback<RequestLine> OnCancel { get; set; }

    /// <summary>Null when the focus leaves.</summary>
    [Parameter]
    public EventCallback<Guid?> OnFocus { get; set; }

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private DateTimeOffset At => TimeZoneInfo.ConvertTime(Line.ArrivedAt, Clock.LocalTimeZone);

    private string Arrived => UiFormats.Moment(At, Clock.GetLocalNow());

    private string User => Line.UserOrApp(Text);

    protected override bool ShouldRender() => _drawn != (Line, IsCancelling, CultureInfo.CurrentUICulture);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _drawn = (Line, IsCancelling, CultureInfo.CurrentUICulture);
        if (firstRender && IsFocused)
        {
            await _open.FocusAsync(preventScroll: true);
        }
    }

    private Task CancelAsync() => IsCancelling ? Task.CompletedTask : OnCancel.InvokeAsync(Line);

    private static string Time(TimeSpan? time) => time is { } value ? UiFormats.Latency(value) : None;
}
