using System.Collections;
using System.Globalization;
using System.Resources;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Utilities;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Layout;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Resources;

namespace QwenWebChat.Tests.Components;

public sealed class LayoutTests
{
    [Theory]
    [InlineData("en", "New chat")]
    [InlineData("zh-Hans", "新对话")]
    public async Task Layout_EachLanguage_HasItsLandmarks(string culture, string newChat)
    {
        await using UiContext ui = new(culture);
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<MainLayout> layout = ui.Render<MainLayout>();

        Assert.Single(layout.FindAll("main"));
        Assert.Single(layout.FindAll("header"));
        Assert.False(string.IsNullOrEmpty(layout.Find("nav").GetAttribute("aria-label")));
        Assert.Equal(newChat, layout.Find("h1").TextContent);
        Assert.Contains(newChat, layout.Find("[data-testid=new-chat]").TextContent, StringComparison.Ordinal);
        Assert.All(layout.FindAll("button:not([aria-hidden])"), button =>
            Assert.False(string.IsNullOrWhiteSpace(button.GetAttribute("aria-label") ?? button.TextContent)));
    }

    /// <summary>The sidebar is open until it is toggled on a wide screen, and closed elsewhere; a change of the width begins anew.</summary>
    [Fact]
    public async Task Navigation_AtEachWidth_SaysWhetherItIsOpen()
    {
        await using UiContext ui = new();
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<MainLayout> layout = ui.Render<MainLayout>();
        Assert.Null(State());

        await layout.InvokeAsync(() => layout.Instance.SetWide(true));
        Assert.Equal("true", State());
        layout.Find(".nav-button").Click();
        Assert.Equal("false", State());
        await layout.InvokeAsync(() => layout.Instance.SetWide(false));
        Assert.Equal("false", State());
        layout.Find(".nav-button").Click();
        Assert.Equal("true", State());

        string? State() => layout.Find(".nav-button").GetAttribute("aria-expanded");
    }

    [Fact]
    public async Task NewChat_Clicked_LeavesTheConversationBehind()
    {
        await using UiContext ui = new();
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<MainLayout> layout = ui.Render<MainLayout>();
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        await ui.Conversation.SendAsync(new Draft("Hello there\nmore"));
        await ui.Conversation.Completion;
        layout.WaitForAssertion(() => Assert.Equal("Hello there", layout.Find("h1").TextContent));
        NavigationManager navigation = ui.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.Equal($"chat/{ui.Conversation.ConversationId}", navigation.ToBaseRelativePath(navigation.Uri)));
        page.Render(p => p.Add(c => c.Id, ui.Conversation.ConversationId));

        layout.Find("[data-testid=new-chat]").Click();
        page.Render(p => p.Add(c => c.Id, null));

        Assert.Equal("", navigation.ToBaseRelativePath(navigation.Uri));
        Assert.Empty(ui.Conversation.Messages);
        layout.WaitForAssertion(() => Assert.Equal("New chat", layout.Find("h1").TextContent));
        Assert.Equal("Hello there", layout.Find("[data-testid=conversation] a").TextContent.Trim());
    }

    [Fact]
    public void Run_InAnotherLanguage_LeavesTheCallersAsItWas()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-Hans");
        CircuitCulture culture = new();
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        string inside = "";

        culture.Run(() => inside = CultureInfo.CurrentUICulture.Name);

        Assert.Equal("zh-Hans", inside);
        Assert.Equal(CultureInfo.InvariantCulture, CultureInfo.CurrentUICulture);
    }

    [Fact]
    public void Resources_BothLanguages_SayTheSameThings()
    {
        ResourceManager resources = new(typeof(UiText));
        Dictionary<string, string> english = Read(CultureInfo.InvariantCulture);
        Dictionary<string, string> chinese = Read(CultureInfo.GetCultureInfo("zh-Hans"));

        Assert.Equal(english.Keys.Order(), chinese.Keys.Order());
        Assert.All(english, entry => Assert.Equal(Count(entry.Value), Count(chinese[entry.Key])));

        Dictionary<string, string> Read(CultureInfo culture) => resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
        static int Count(string text) => text.Count(letter => letter == '{');
    }

    [Fact]
    public void Theme_BothPalettes_AreReadable()
    {
        foreach (Palette palette in new Palette[] { AppTheme.Light.PaletteLight, AppTheme.Dark.PaletteDark })
        {
            foreach (MudColor ground in new[] { palette.Background, palette.Surface })
            {
                Assert.All([palette.TextPrimary, palette.TextSecondary, palette.Primary, palette.Error, palette.Success, palette.Warning],
                    ink => Assert.True(Contrast(ink, ground) >= 4.5, $"{ink} on {ground}: {Contrast(ink, ground):0.00}"));
            }

            Assert.True(Contrast(palette.PrimaryContrastText, palette.Primary) >= 4.5);
        }
    }

    // WCAG 2: (lighter + 0.05) / (darker + 0.05).
    private static double Contrast(MudColor a, MudColor b)
    {
        (double x, double y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(MudColor color)
    {
        return (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));

        static double Linear(byte part) => part / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
