using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Admin.Keys;
using QwenWebChat.App.Components.Keys;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components;

/// <summary>The pages of keys: a key is made, shown once, listed and revoked.</summary>
public sealed class KeysPageTests
{
    [Theory]
    [InlineData("en", "There are no keys yet.", "New key")]
    [InlineData("zh-Hans", "还没有密钥。", "新建密钥")]
    public async Task Page_WithoutKeys_SaysSo(string culture, string none, string add)
    {
        await using UiContext ui = new(culture);

        IRenderedComponent<KeysPage> page = ui.Render<KeysPage>();

        Assert.Equal((none, add), (page.WaitForElement("[data-testid=keys-none]").TextContent, page.Find("[data-testid=new-key]").TextContent));
    }

    [Fact]
    public async Task NewKey_Made_IsShownOnceAndListedByItsFirstCharacters()
    {
        await using UiContext ui = new();
        (IRenderedComponent<KeysPage> page, IRenderedComponent<MudDialogProvider> dialogs) = Render(ui);

        page.Find("[data-testid=new-key]").Click();
        dialogs.WaitForElement("[data-testid=key-name]").Input("build <b>server</b>");
        dialogs.Find("[data-testid=scope-Documents]").Change(true);
        dialogs.Find("[data-testid=key-create]").Click();

        string key = dialogs.WaitForElement("[data-testid=key-text]").TextContent;
        Assert.Matches("^qwc-[0-9a-f]{64}$", key);
        dialogs.Find("[data-testid=key-done]").Click();
        page.WaitForAssertion(() => Assert.Equal("build <b>server</b>", page.Find(".key-name").TextContent));
        Assert.Equal($"{key[..12]}…", page.Find(".key-start").TextContent);
        Assert.DoesNotContain(key, page.Markup + dialogs.Markup, StringComparison.Ordinal);
        ApiKeyView made = Assert.Single(await ui.Services.GetRequiredService<ApiKeyStore>().ListAsync(Account.LocalId, TestDatabase.Cancellation));
        Assert.Equal(ApiScopes.Chat | ApiScopes.Documents, made.Scopes);
        Assert.Equal(made.CreatedAt + TimeSpan.FromDays(90), made.ExpiresAt!.Value, TimeSpan.FromMinutes(1));
        Assert.Equal(["local KeyMade Key build <b>server</b> Succeeded"], TestAudit.Entries(ui.Database).Select(TestAudit.Line));
    }

    [Theory]
    [InlineData("en", "Choose what the key may be used for.")]
    [InlineData("zh-Hans", "请选择密钥的用途。")]
    public async Task NewKey_WithoutAScope_SaysWhatIsWrong(string culture, string problem)
    {
        await using UiContext ui = new(culture);
        (IRenderedComponent<KeysPage> page, IRenderedComponent<MudDialogProvider> dialogs) = Render(ui);
        page.Find("[data-testid=new-key]").Click();
        dialogs.WaitForElement("[data-testid=key-name]").Input("ci");

        dialogs.Find("[data-testid=scope-Chat]").Change(false);
        dialogs.Find("[data-testid=key-create]").Click();

        dialogs.WaitForAssertion(() => Assert.Equal(problem, dialogs.Find("[data-testid=key-problem]").TextContent));
        Assert.Empty(TestAudit.Entries(ui.Database));
    }

    [Theory]
    [InlineData("0", null, null)]
    [InlineData("30", null, 30)]
    [InlineData("-1", "2000-01-01", "past")]
    [InlineData("-1", "", "past")]
    [InlineData("-1", "9999-12-31", "past")]
    public async Task NewKey_EachLifetime_IsStoredOrRefused(string choice, string? date, object? expected)
    {
        await using UiContext ui = new();
        (IRenderedComponent<KeysPage> page, IRenderedComponent<MudDialogProvider> dialogs) = Render(ui);
        page.Find("[data-testid=new-key]").Click();
        dialogs.WaitForElement("[data-testid=key-name]").Input("ci");
        dialogs.Find("[data-testid=key-expiry]").Change(choice);
        if (date is not null)
        {
            dialogs.WaitForElement("[data-testid=key-date]").Change(date);
        }

        dialogs.Find("[data-testid=key-create]").Click();

        if (expected is "past")
        {
            dialogs.WaitForAssertion(() => Assert.Contains("must expire in the future", dialogs.Find("[data-testid=key-problem]").TextContent, StringComparison.Ordinal));
            return;
        }

        dialogs.WaitForElement("[data-testid=key-text]");
        ApiKeyView made = Assert.Single(await ui.Services.GetRequiredService<ApiKeyStore>().ListAsync(Account.LocalId, TestDatabase.Cancellation));
        Assert.Equal(expected, made.ExpiresAt is { } at ? (int)Math.Round((at - made.CreatedAt).TotalDays) : null);
    }

    [Fact]
    public async Task NewKey_OfAMember_OffersNoFigures()
    {
        await using UiContext ui = new();
        ui.Owner.Set(new SessionAccount(TestDatabase.OtherOwner, "other", AccountRole.Member, "stamp", "session"));
        (IRenderedComponent<KeysPage> page, IRenderedComponent<MudDialogProvider> dialogs) = Render(ui);

        page.Find("[data-testid=new-key]").Click();

        dialogs.WaitForElement("[data-testid=scope-Documents]");
        Assert.Empty(dialogs.FindAll("[data-testid=scope-Figures]"));
    }

    [Fact]
    public async Task Revoke_AfterTheQuestion_EndsTheKey()
    {
        await using UiContext ui = new();
        await CreateAsync(ui, Account.LocalId, "ci");
        (IRenderedComponent<KeysPage> page, IRenderedComponent<MudDialogProvider> dialogs) = Render(ui);

        page.WaitForElement("[data-testid=revoke]").Click();
        dialogs.WaitForElement("[data-testid=revoke-yes]").Click();

        page.WaitForAssertion(() => Assert.NotNull(page.Find("[data-testid=key]").GetAttribute("data-ended")));
        Assert.Empty(page.FindAll("[data-testid=revoke]"));
        Assert.Equal(["local KeyRevoked Key ci Succeeded"], TestAudit.Entries(ui.Database).Select(TestAudit.Line));
    }

    [Fact]
    public async Task AllKeys_OfAnAdministrator_ShowsOwnersAndRevokes()
    {
        await using UiContext ui = new();
        await CreateAsync(ui, TestDatabase.OtherOwner, "theirs");
        IRenderedComponent<MudDialogProvider> dialogs = ui.Render<MudDialogProvider>();
        IRenderedComponent<AllKeysPage> page = ui.Render<AllKeysPage>();

        IElement row = page.WaitForElement("[data-testid=key]");
        Assert.Contains("other", row.QuerySelector(".key-owner")!.TextContent, StringComparison.Ordinal);
        page.Find("[data-testid=revoke]").Click();
        dialogs.WaitForElement("[data-testid=revoke-yes]").Click();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=revoke]")));
        Assert.Equal(["local KeyRevoked Key theirs Succeeded other"], TestAudit.Entries(ui.Database).Select(TestAudit.Line));
    }

    private static (IRenderedComponent<KeysPage> Page, IRenderedComponent<MudDialogProvider> Dialogs) Render(UiContext ui)
    {
        ui.Render<MudPopoverProvider>();
        IRenderedComponent<MudDialogProvider> dialogs = ui.Render<MudDialogProvider>();
        return (ui.Render<KeysPage>(), dialogs);
    }

    private static async Task CreateAsync(UiContext ui, Guid owner, string name) =>
        Assert.Null((await ui.Services.GetRequiredService<ApiKeyStore>().CreateAsync(owner, name, ApiScopes.Chat, null, TestDatabase.Cancellation)).Fault);
}
