using System.Globalization;
using Microsoft.AspNetCore.Components;
using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Components.Admin;

/// <summary>The filter controls of the table of requests.</summary>
public sealed partial class RequestFilterBar
{
    private static readonly (int Seconds, string Name)[] Ranges =
        [(0, "RequestRangeAll"), (3600, "RequestRangeHour"), (86_400, "RequestRangeDay"), (7 * 86_400, "RequestRangeWeek"), (30 * 86_400, "RequestRangeMonth")];

    private static readonly int[] MinSecondsChoices = [1, 5, 15, 60];

    [Parameter, EditorRequired]
    public RequestChoice Choice { get; set; } = RequestChoice.All;

    [Parameter]
    public EventCallback<RequestChoice> OnChange { get; set; }

    private static string Pressed(bool isPressed) => isPressed ? "true" : "false";

    private static int Seconds(TimeSpan? time) => (int)(time?.TotalSeconds ?? 0);

    private static TimeSpan? Time(ChangeEventArgs e) =>
        int.Parse((string)e.Value!, CultureInfo.InvariantCulture) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static T[] Toggle<T>(IReadOnlyList<T> chosen, T one) => chosen.Contains(one) ? [.. chosen.Where(other => !Equals(other, one))] : [.. chosen, one];

    private Task ChangeAsync(RequestFilter filter) => OnChange.InvokeAsync(Choice with { Filter = filter });
}
