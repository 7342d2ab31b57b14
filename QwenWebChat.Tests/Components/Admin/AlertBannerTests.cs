using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Components.Admin;
using QwenWebChat.App.Monitoring.Alerts;

namespace QwenWebChat.Tests.Components.Admin;

public sealed class AlertBannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10, "09:20:00")]
    [InlineData(600, "03-01 23:30:00")]
    public async Task Alert_Since_IsInTheClocksZoneAndHasItsDay(int minutesAgo, string since)
    {
        await using UiContext ui = Context();

        IRenderedComponent<AlertBanner> banner = Render(ui, new Alert(AlertRule.KvShare, 0.97, 0.95, Now.AddMinutes(-minutesAgo)));

        Assert.Equal($"97\u00a0%; the threshold is 95\u00a0%. Since {since}.", banner.Find("[data-testid=alert] p").TextContent);
    }

    [Fact]
    public async Task Alert_FigureChanges_IsNotReadAloudAgain()
    {
        await using UiContext ui = Context();
        Alert alert = new(AlertRule.KvShare, 0.97, 0.95, Now);
        IRenderedComponent<AlertBanner> banner = Render(ui, alert, new Alert(AlertRule.WaitingRequests, 40, 32, Now));
        string live = banner.Find("[role=status]").TextContent;

        banner.Render(parameters => parameters.Add(part => part.Alerts, [alert with { Value = 0.98 }, new Alert(AlertRule.WaitingRequests, 41, 32, Now)]));

        Assert.Equal("The KV cache is nearly full, Many requests are waiting", live);
        Assert.Equal(live, banner.Find("[role=status]").TextContent);
        Assert.Empty(banner.FindAll("[role=status] .card, .card [role=status], .card[role=status]"));
        Assert.Contains("98", banner.Find("[data-testid=alert] p").TextContent, StringComparison.Ordinal);
    }

    private static IRenderedComponent<AlertBanner> Render(UiContext ui, params Alert[] alerts) => ui.Render<AlertBanner>(parameters => parameters.Add(part => part.Alerts, alerts));

    private static UiContext Context()
    {
        UiContext ui = new();
        FakeTimeProvider time = new(Now);
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(8), null, null));
        ui.Services.AddSingleton<TimeProvider>(time);
        return ui;
    }
}
