using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Keys;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Browser;

namespace QwenWebChat.Tests.Security;

/// <summary>Every text that people enter and pages show again, written as markup: it is shown as it is, to its owner and to administrators.</summary>
[Slow]
public sealed class StoredTextInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Markup = "<img src=x onerror=pwned=1>";
    private const string Name = $"m{Markup}";
    private const string Password = "nine geese walk to Lyon";

    // Even markup that the policy keeps from running would be reported here.
    private const string Watch =
        """
        window.violations = [];
        document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryPage_TextsAreMarkup_ShowsThemAndRunsNothing()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        Assert.Null(await app.Accounts.CreateAsync(Name, Password, AccountRole.Administrator));
        (Guid conversation, Guid document) = await WriteAsync(app, app.IdOf(Name));
        IPage page = await SignInAsync(app);

        await AssertShownAsync(page, app, "/", ".conversation-link");
        await AssertShownAsync(page, app, $"/chat/{conversation}", "[data-testid=message-user]", "[data-testid=message-assistant]");
        await page.GetByTestId("search").FillAsync("img");
        await page.GetByTestId("search-hit").First.WaitForAsync();
        await AssertHarmlessAsync(page);
        await AssertShownAsync(page, app, "/documents", ".shelf-link");
        await AssertShownAsync(page, app, $"/documents/{document}", "main");
        await AssertShownAsync(page, app, $"/documents/{document}?tab=questions", "main");
        await AssertShownAsync(page, app, "/profile", "h1");
        await AssertShownAsync(page, app, "/profile/keys", "main");
        foreach (string path in (string[])["/admin/members", "/admin/groups", "/admin/tools", "/admin/quotas", "/admin/keys", "/admin/audit"])
        {
            await AssertShownAsync(page, app, path, "main");
        }

        await page.CloseAsync();
    }

    private static async Task<(Guid Conversation, Guid Document)> WriteAsync(TeamApp app, Guid owner)
    {
        IServiceProvider services = app.Services;
        Assert.NotNull(await services.GetRequiredService<FolderStore>().CreateAsync(owner, Markup, Cancellation));
        Assert.NotNull(await services.GetRequiredService<PromptStore>().AddAsync(owner, Markup, Markup, cancellationToken: Cancellation));
        Assert.Null((await services.GetRequiredService<ApiKeyStore>().CreateAsync(owner, Markup, ApiScopes.Chat, null, Cancellation)).Fault);
        Guid conversation = (await services.GetRequiredService<ConversationStore>().CreateAsync(owner, Markup, cancellationToken: Cancellation)).Id;
        MessageStore messages = services.GetRequiredService<MessageStore>();
        Guid question = (await messages.AddAsync(owner, conversation, new NewMessage(null, MessageRole.User, Markup), Cancellation))!.Id;
        await messages.AddAsync(owner, conversation, new NewMessage(question, MessageRole.Assistant, $"{Markup}\n\n<script>pwned=1</script>\n\n[a](javascript:pwned=1) ![b]({Markup})"), Cancellation);
        await services.GetRequiredService<DraftStore>().WriteAsync(owner, DraftPlace.OfConversation(conversation), Markup, cancellationToken: Cancellation);
        GroupStore groups = services.GetRequiredService<GroupStore>();
        Assert.Null(await groups.CreateAsync(Name));
        Assert.Null(await groups.AddMemberAsync((await groups.ListAsync(Cancellation)).Single().Id, owner));
        await services.GetRequiredService<McpServers>().AddAsync("server", new McpServerSettings { Command = Markup });
        DocumentDesk desk = services.GetRequiredService<DocumentDesk>();
        Guid document = (await desk.UploadAsync(owner, $"{Markup}.txt", new MemoryStream(Encoding.UTF8.GetBytes(Markup), writable: false), Cancellation)).Id;
        await desk.WhenReadAsync(owner, document, Cancellation);
        using ChatDbContext context = services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContext();
        context.Add(new Summary { Id = Guid.NewGuid(), DocumentId = document, Options = new SummaryOptions { Focus = Markup }, State = SummaryState.Finished, Model = Markup, CreatedAt = default, DocumentTokens = 1, Text = Markup });
        context.Add(new AuditEntry { At = default, ActorName = Markup, Action = AuditAction.KeyRevoked, TargetKind = AuditTargetKind.Key, Target = Markup, Outcome = AuditOutcome.Succeeded, Detail = Markup });
        await context.SaveChangesAsync(Cancellation);
        return (conversation, document);
    }

    private static async Task AssertShownAsync(IPage page, TeamApp app, string path, params string[] places)
    {
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        if (path != AccountPaths.Profile)
        {
            await page.Locator(".frame[data-live]").WaitForAsync();
        }

        foreach (string place in places)
        {
            await Assertions.Expect(page.Locator(place).First).ToContainTextAsync(Markup);
        }

        await AssertHarmlessAsync(page);
    }

    private static async Task AssertHarmlessAsync(IPage page)
    {
        Assert.Empty(await page.EvaluateAsync<string[]>("window.violations"));
        Assert.True(await page.EvaluateAsync<bool>("window.pwned === undefined"));
        Assert.Equal(0, await page.Locator("img[src=x], [onerror], [href^=javascript]").CountAsync());
    }

    private async Task<IPage> SignInAsync(TeamApp app)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(app.Address.ToString());
        await page.GetByTestId("name").FillAsync(Name);
        await page.GetByTestId("password").FillAsync(Password);
        await page.GetByTestId("sign-in").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        return page;
    }
}
