using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Keys;

namespace QwenWebChat.Tests.Browser;

/// <summary>Keys and the audit log by hand: a key is made, copied, used and revoked, and what administrators do is in the log.</summary>
[Slow]
public sealed class KeysAndAuditInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Key_IsMadeCopiedUsedAndRevoked()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        IPage page = await SignInAsync(app, TeamApp.Member, new BrowserNewPageOptions { Locale = "en-US", Permissions = ["clipboard-read", "clipboard-write"] });
        await page.GetByTestId("api-link").ClickAsync();
        await page.GetByTestId("api-keys-link").ClickAsync();
        await page.GetByTestId("new-key").ClickAsync();
        await page.GetByTestId("key-name").FillAsync("laptop");
        await page.GetByTestId("key-create").ClickAsync();
        string key = await page.GetByTestId("key-text").InputValueAsync();
        await page.GetByTestId("key-copy").ClickAsync();
        await Assertions.Expect(page.GetByTestId("key-copy")).ToHaveAttributeAsync("data-done", "Copied");
        Assert.Equal(key, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await page.GetByTestId("key-done").ClickAsync();
        await Assertions.Expect(page.GetByTestId("key")).ToContainTextAsync("Never used");

        using HttpResponseMessage used = await app.OpenProgram(key).GetAsync(new Uri("/v1/models", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(used.IsSuccessStatusCode);
        await page.ReloadAsync();
        await page.Locator(".frame[data-live]").WaitForAsync();
        await Assertions.Expect(page.GetByTestId("key")).ToContainTextAsync("Last used");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByTestId("revoke").ClickAsync();
        await page.GetByTestId("revoke-yes").ClickAsync();
        await Assertions.Expect(page.GetByTestId("key")).ToHaveAttributeAsync("data-ended", "");

        using HttpResponseMessage refused = await app.OpenProgram(key).GetAsync(new Uri("/v1/models", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("was revoked", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await page.CloseAsync();
    }

    [Fact]
    public async Task AdministratorsAndDocuments_EachAction_IsOneEntry()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        (Guid document, Guid summary) = await AddDocumentAsync(app);
        IPage page = await SignInAsync(app, TeamApp.Administrator, new BrowserNewPageOptions { Locale = "en-US" });
        await page.GotoAsync(new Uri(app.Address, "/admin/members").ToString());
        await page.Locator(".frame[data-live]").WaitForAsync();
        await page.GetByTestId("invite").ClickAsync();
        await page.GetByTestId("invite-create").ClickAsync();
        await page.GetByTestId("link-done").ClickAsync();
        await page.GetByTestId("withdraw").ClickAsync();
        await ChooseAsync(page, "bob", "member-role");
        await ChooseAsync(page, "bob", "member-pause");
        await Assertions.Expect(page.GetByTestId("member-bob")).ToHaveAttributeAsync("data-paused", "");
        await ChooseAsync(page, "bob", "member-pause");
        await Assertions.Expect(page.GetByTestId("member-bob")).Not.ToHaveAttributeAsync("data-paused", "");
        await OpenAsync(page, "bob", "member-reset");
        await page.GetByTestId("link-done").ClickAsync();
        await Assertions.Expect(page.GetByTestId("member-reset")).ToHaveCountAsync(0);
        await ChooseAsync(page, "bob", "member-sign-out");
        await OpenAsync(page, "eve", "member-delete");
        await page.GetByTestId("delete-name").FillAsync("eve");
        await page.GetByTestId("delete-yes").ClickAsync();
        await Assertions.Expect(page.GetByTestId("member-eve")).ToHaveCountAsync(0);
        await page.GotoAsync(new Uri(app.Address, $"/documents/{document}").ToString());
        await page.Locator(".frame[data-live]").WaitForAsync();
        await page.GetByTestId("summary-delete").ClickAsync();
        await Assertions.Expect(page.GetByTestId("summary-delete")).ToHaveCountAsync(0);
        await page.GetByTestId("delete-document").First.ClickAsync();
        await Assertions.Expect(page.Locator(".mud-snackbar")).ToContainTextAsync("deleted");

        Assert.Equal(
            [
                "ada SignIn Account ada Succeeded", "ada InvitationMade Invitation Member Succeeded", "ada InvitationWithdrawn Invitation Member Succeeded",
                "ada RoleChanged Account bob Succeeded Administrator", "ada AccountPaused Account bob Succeeded", "ada AccountResumed Account bob Succeeded",
                "ada PasswordLinkMade Account bob Succeeded", "ada SignOutEverywhere Account bob Succeeded", "ada AccountDeleted Account eve Succeeded",
                $"ada SummaryDeleted Summary {summary} Succeeded", $"ada DocumentDeleted Document {document} Succeeded",
            ],
            TestAudit.Lines(app.Services));
        Assert.All(TestAudit.Entries(app.Services), entry => Assert.Contains("127.0.0.1", entry.Address, StringComparison.Ordinal));
        await page.CloseAsync();
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("zh-CN")]
    public async Task Pages_FitAndAreAccessible(string locale)
    {
        await using TeamApp app = await TeamApp.StartAsync();
        PageLooks looks = new(locale);
        await app.CreateKeyAsync(TeamApp.Administrator, ApiScopes.Chat | ApiScopes.Documents | ApiScopes.Figures, name: "monitoring");
        string key = await app.CreateKeyAsync(TeamApp.Member, expiresAt: TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(30), name: "a build server with quite a long name");
        (await app.OpenProgram(key).GetAsync(new Uri("/v1/files", UriKind.Relative), TestContext.Current.CancellationToken)).Dispose();
        IPage page = await SignInAsync(app, TeamApp.Administrator, looks.Options);
        await OpenAsync(page, app, "/profile/keys");
        await looks.CheckAsync(page, "keys");
        await page.GetByTestId("new-key").ClickAsync();
        await page.GetByTestId("key-name").FillAsync("laptop");
        await page.GetByTestId("key-expiry").SelectOptionAsync("-1");
        await page.GetByTestId("key-date").WaitForAsync();
        await looks.CheckAsync(page, "keys-new");
        await page.GetByTestId("key-expiry").SelectOptionAsync("90");
        await page.GetByTestId("key-create").ClickAsync();
        await page.GetByTestId("key-text").WaitForAsync();
        await looks.CheckAsync(page, "keys-made");
        await OpenAsync(page, app, "/admin/keys");
        await looks.CheckAsync(page, "keys-all");
        await OpenAsync(page, app, "/admin/audit");
        await page.GetByTestId("audit-entry").First.WaitForAsync();
        await looks.CheckAsync(page, "audit");
        await page.CloseAsync();
    }

    private static async Task OpenAsync(IPage page, string member, string choice)
    {
        await page.GetByTestId($"member-{member}").GetByTestId("member-menu").GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByTestId(choice).ClickAsync();
    }

    // The menu closes when the change is done, unless it asks something first.
    private static async Task ChooseAsync(IPage page, string member, string choice)
    {
        await OpenAsync(page, member, choice);
        await Assertions.Expect(page.GetByTestId(choice)).ToHaveCountAsync(0);
    }

    private static async Task<(Guid Document, Guid Summary)> AddDocumentAsync(TeamApp app)
    {
        Guid ada = app.IdOf(TeamApp.Administrator);
        DocumentDesk desk = app.Services.GetRequiredService<DocumentDesk>();
        Document document = await desk.UploadAsync(ada, "coins.txt", new MemoryStream(Encoding.UTF8.GetBytes("Eleven coins."), writable: false), TestContext.Current.CancellationToken);
        await desk.WhenReadAsync(ada, document.Id, TestContext.Current.CancellationToken);
        Guid summary = Guid.NewGuid();
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        context.Add(new Summary { Id = summary, DocumentId = document.Id, Options = new SummaryOptions(), State = SummaryState.Finished, Model = "m", CreatedAt = default, DocumentTokens = 1, Text = "Coins." });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (document.Id, summary);
    }

    private static async Task OpenAsync(IPage page, TeamApp app, string path)
    {
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await page.Locator(".frame[data-live]").WaitForAsync();
    }

    private async Task<IPage> SignInAsync(TeamApp app, string name, BrowserNewPageOptions options)
    {
        IPage page = await browser.NewPageAsync(options);
        await page.GotoAsync(app.Address.ToString());
        await page.GetByTestId("name").FillAsync(name);
        await page.GetByTestId("password").FillAsync(TeamApp.PasswordOf(name));
        await page.GetByTestId("sign-in").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }
}
