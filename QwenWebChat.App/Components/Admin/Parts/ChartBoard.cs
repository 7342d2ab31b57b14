using Microsoft.JSInterop;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Sends one second's points of all charts of a page to the browser in one message.</summary>
public sealed class ChartBoard(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Adds one point to each chart; charts that are not in the page are skipped.</summary>
    /// <param name="time">Seconds since 1970.</param>
    public async Task AppendAsync(double time, IEnumerable<ChartPoint> points)
    {
        object[][] sent = [.. points.Where(point => point.Chart.IsAttached).Select(point => new object[] { point.Chart.Id, ChartWire.Of(point.Values) })];
        if (sent.Length == 0)
        {
            return;
        }

        try
        {
            _module ??= await js.InvokeAsync<IJSObjectReference>("import", Chart.Script);
            await _module.InvokeVoidAsync("appendAll", ChartWire.Time(time), sent);
        }
        catch (JSDisconnectedException)
        {
            // The browser has disconnected.
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has disconnected.
        }
    }
}
