using System.Text.Json;
using QwenWebChat.UiLoad;

namespace QwenWebChat.Tests.UiLoad;

public sealed class PageMarkersTests
{
    [Fact]
    public void Of_Page_TakesServerComponentsAndTheState()
    {
        PageMarkers markers = PageMarkers.Of("""
            <head><!--Blazor:{"type":"server","prerenderId":"a","sequence":0,"descriptor":"x"}--><title>t</title><!--Blazor:{"prerenderId":"a"}--></head>
            <body><!--Blazor:{"type":"server","sequence":1,"descriptor":"y"}--><!--Blazor-Server-Component-State:Q2Y+/w==--></body>
            """);

        Assert.Equal(["x", "y"], markers.Components.Select(marker => (string?)marker["descriptor"]));
        Assert.Equal("Q2Y+/w==", markers.State);
        using JsonDocument batch = JsonDocument.Parse(markers.Operations());
        Assert.Equal([1, 2], batch.RootElement.GetProperty("operations").EnumerateArray().Select(operation => operation.GetProperty("ssrComponentId").GetInt32()));
    }

    [Fact]
    public void Of_PageWithoutComponents_IsRefused()
    {
        Assert.Equal("The page holds no components of a Blazor server.", Assert.Throws<IOException>(() => PageMarkers.Of("<html></html>")).Message);
    }
}
