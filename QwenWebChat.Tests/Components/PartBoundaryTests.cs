using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.Tests.Monitoring.History;

namespace QwenWebChat.Tests.Components;

/// <summary>A fault of one part of a page.</summary>
public sealed class PartBoundaryTests
{
    [Theory]
    [InlineData("en", "This part could not be shown", "Try again")]
    [InlineData("zh-Hans", "这一部分无法显示", "重试")]
    public async Task Part_Fails_IsToldInItsPlaceAndTriedAgain(string culture, string title, string action)
    {
        await using UiContext ui = new(culture);
        CollectingLogger<PartBoundary> log = new();
        ui.Services.AddSingleton<ILogger<PartBoundary>>(log);
        Fault fault = new() { IsOn = true };
        IRenderedComponent<IComponent> page = ui.Render(builder =>
        {
            builder.AddMarkupContent(0, "<p id=\"other\">other</p>");
            builder.OpenComponent<PartBoundary>(1);
            builder.AddComponentParameter(2, nameof(PartBoundary.Part), "source");
            builder.AddComponentParameter(3, nameof(PartBoundary.ChildContent), (RenderFragment)(child =>
            {
                child.OpenComponent<Fragile>(0);
                child.AddComponentParameter(1, nameof(Fragile.Fault), fault);
                child.CloseComponent();
            }));
            builder.CloseComponent();
        });

        Assert.Equal("other", page.Find("#other").TextContent);
        Assert.Equal(title, page.Find("[data-testid=part-failed] h2").TextContent);
        Assert.Equal("A part of a page could not be shown: source", Assert.Single(log.Lines));
        Assert.Equal(action, page.Find("[data-testid=part-failed] button").TextContent);

        fault.IsOn = false;
        page.Find("[data-testid=part-failed] button").Click();

        Assert.Equal("whole", page.Find("#part").TextContent);
        Assert.Empty(page.FindAll("[data-testid=part-failed]"));
    }

    private sealed class Fault
    {
        public bool IsOn { get; set; }
    }

    private sealed class Fragile : ComponentBase
    {
        [Parameter]
        public Fault Fault { get; set; } = null!;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (Fault.IsOn)
            {
                throw new InvalidOperationException("A fault.");
            }

            builder.AddMarkupContent(0, "<p id=\"part\">whole</p>");
        }
    }
}
