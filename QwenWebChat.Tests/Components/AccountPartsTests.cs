using Bunit;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Layout;
using QwenWebChat.App.Components.Models;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

/// <summary>What the pages show by the account that they work for.</summary>
public sealed class AccountPartsTests
{
    [Theory]
    [InlineData("en", "This machine only", "Add accounts")]
    [InlineData("zh-Hans", "仅限本机", "添加账户")]
    public async Task Layout_WithoutAccounts_SaysSoAndOffersThem(string culture, string chip, string add)
    {
        await using UiContext ui = new(culture);

        IRenderedComponent<MainLayout> layout = RenderLayout(ui);

        Assert.Equal((chip, "set-up"), (layout.Find("[data-testid=access-chip]").TextContent.Trim(), layout.Find("[data-testid=access-chip]").GetAttribute("href")));
        Assert.Equal(add, layout.Find("[data-testid=add-accounts]").TextContent.Trim());
        Assert.Single(layout.FindAll("[data-testid=admin-link]"));
    }

    [Theory]
    [InlineData(AccountRole.Member, 0)]
    [InlineData(AccountRole.Administrator, 1)]
    public async Task Layout_SignedIn_NamesTheAccountAndLinksWhatItMayUse(object role, int adminLinks)
    {
        await using UiContext ui = new();
        ui.Owner.Set(SignedIn((AccountRole)role));

        IRenderedComponent<MainLayout> layout = RenderLayout(ui);

        Assert.Equal("<b>bob</b>", layout.Find("[data-testid=profile-link]").TextContent.Trim());
        Assert.Empty(layout.FindAll("[data-testid=access-chip], [data-testid=add-accounts]"));
        Assert.Equal(adminLinks, layout.FindAll("[data-testid=admin-link]").Count);
    }

    [Theory]
    [InlineData(AccountRole.Member, 0)]
    [InlineData(AccountRole.Administrator, 1)]
    public async Task ModelForm_IsTheAdministrators(object role, int forms)
    {
        await using UiContext ui = new();
        ui.Owner.Set(SignedIn((AccountRole)role));

        IRenderedComponent<ModelPathForm> form = ui.Render<ModelPathForm>(parameters => parameters.Add(p => p.Status, ModelStatus.Empty));

        Assert.Equal(forms, form.FindAll("form").Count);
    }

    private static SessionAccount SignedIn(AccountRole role) => new(TestDatabase.OtherOwner, "<b>bob</b>", role, "stamp", "session");

    private static IRenderedComponent<MainLayout> RenderLayout(UiContext ui)
    {
        ui.Render<MudPopoverProvider>();
        return ui.Render<MainLayout>();
    }
}
