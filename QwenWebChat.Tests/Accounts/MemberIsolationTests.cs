using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;

namespace QwenWebChat.Tests.Accounts;

/// <summary>A member's data is hidden from all others, administrators included, and goes with its owner.</summary>
[Slow]
public sealed class MemberIsolationTests : IAsyncLifetime
{
    private const string Secret = "the-secret-of-bob";

    private TeamApp _app = null!;
    private Guid _conversation;
    private Guid _document;
    private Guid _summary;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TeamApp.StartAsync();
        Guid bob = _app.IdOf(TeamApp.Member);
        _conversation = (await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(bob, Secret, cancellationToken: Cancellation)).Id;
        await _app.Services.GetRequiredService<MessageStore>().AddAsync(bob, _conversation, new NewMessage(null, MessageRole.User, Secret), Cancellation);
        _document = (await _app.Services.GetRequiredService<DocumentDesk>().UploadAsync(bob, $"{Secret}.txt", new MemoryStream(Encoding.UTF8.GetBytes(Secret), writable: false), Cancellation)).Id;
        await _app.Services.GetRequiredService<DocumentDesk>().WhenReadAsync(bob, _document, Cancellation);
        await _app.Services.GetRequiredService<DraftStore>().WriteAsync(bob, default, Secret, cancellationToken: Cancellation);
        _summary = Guid.NewGuid();
        using ChatDbContext context = CreateContext();
        context.Add(new Summary { Id = _summary, DocumentId = _document, Options = new SummaryOptions(), State = SummaryState.Finished, Model = "m", CreatedAt = default, DocumentTokens = 1, Text = Secret });
        await context.SaveChangesAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(TeamApp.OtherMember)]
    [InlineData(TeamApp.Administrator)]
    public async Task Get_PagesAndDownloads_ShowNothingOfAnother(string name)
    {
        using HttpClient owner = await _app.SignInAsync(TeamApp.Member);
        using HttpClient other = await _app.SignInAsync(name);
        foreach (string path in (string[])[$"/export/{_conversation}.md", $"/export/{_conversation}.json", "/export/all.json", $"/export/summary/{_summary}.md", $"/chat/{_conversation}", "/", "/documents", $"/documents/{_document}"])
        {
            Assert.True((await ReadAsync(owner, path)).Contains(Secret, StringComparison.Ordinal), path);

            Assert.False((await ReadAsync(other, path)).Contains(Secret, StringComparison.Ordinal), path);
        }
    }

    [Fact]
    public async Task Desk_ConversationInMemory_IsItsOwnersAlone()
    {
        ConversationDesk desk = _app.Services.GetRequiredService<ConversationDesk>();
        Conversation open = (await desk.OpenAsync(_app.IdOf(TeamApp.Member), _conversation, Cancellation))!;

        Assert.Null(await desk.OpenAsync(_app.IdOf(TeamApp.OtherMember), _conversation, Cancellation));
        Assert.Same(open, await desk.OpenAsync(_app.IdOf(TeamApp.Member), _conversation, Cancellation));
    }

    [Fact]
    public async Task Pause_EndsTheSessionAndRefusesTheNext()
    {
        using HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        Assert.Null(await _app.Accounts.SetPausedAsync(_app.IdOf(TeamApp.Member), isPaused: true));

        using HttpResponseMessage response = await browser.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(response));
        using HttpResponseMessage again = await TeamApp.PostAsync(browser, AccountPaths.SignIn, "sign-in", ("Name", TeamApp.Member), ("Password", TeamApp.PasswordOf(TeamApp.Member)));
        Assert.Equal("An administrator has paused this account.", await TeamApp.ProblemAsync(again));
    }

    [Fact]
    public async Task SetRole_OfASession_EndsItAndTheNextHasTheRole()
    {
        using HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        Assert.Null(await _app.Accounts.SetRoleAsync(_app.IdOf(TeamApp.Member), AccountRole.Administrator));

        using HttpResponseMessage response = await browser.GetAsync(new Uri("/admin", UriKind.Relative), Cancellation);
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(response));
        using HttpClient promoted = await _app.SignInAsync(TeamApp.Member);
        Assert.Contains("data-testid=\"admin-members\"", await ReadAsync(promoted, "/admin"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Member_RemovesEverythingOfTheirsAndNothingOfOthers()
    {
        Guid eve = _app.IdOf(TeamApp.OtherMember);
        Guid kept = (await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(eve, "kept", cancellationToken: Cancellation)).Id;
        string folder = Path.Combine(Path.GetDirectoryName(_app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<DatabaseOptions>>().Value.FullPath)!, "documents", _document.ToString());
        Assert.True(Directory.Exists(folder));

        Assert.Null(await _app.Services.GetRequiredService<AccountRemoval>().DeleteAsync(_app.IdOf(TeamApp.Member)));

        using ChatDbContext context = CreateContext();
        Assert.Equal([kept], context.Conversations.Select(row => row.Id));
        Assert.Empty(context.Messages);
        Assert.Empty(context.Documents);
        Assert.Empty(context.Summaries);
        Assert.Empty(context.Drafts);
        Assert.DoesNotContain(context.Accounts, account => account.Name == TeamApp.Member);
        Assert.False(Directory.Exists(folder));
        Assert.Empty(await _app.Services.GetRequiredService<ConversationSearch>().FindAsync(eve, "secret", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Delete_LastAdministrator_RemovesNothing()
    {
        Guid ada = _app.IdOf(TeamApp.Administrator);

        Assert.Equal(AccountFault.LastAdministrator, await _app.Services.GetRequiredService<AccountRemoval>().DeleteAsync(ada));

        using HttpClient browser = await _app.SignInAsync(TeamApp.Administrator);
    }

    private static async Task<string> ReadAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private ChatDbContext CreateContext() => _app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
}
