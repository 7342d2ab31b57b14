using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.PersonalData;
using QwenWebChat.App.Retention;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Keys;
using QwenWebChat.Tests.Monitoring;

namespace QwenWebChat.Tests.PersonalData;

/// <summary>Everything of an account: exported, kept for some days, deleted. What belongs to others is never touched.</summary>
[Slow]
public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string BobsSecret = "the-zebra-of-bob";
    private const string EvesSecret = "the-giraffe-of-eve";

    private TeamApp _app = null!;
    private Guid _bob;
    private Guid _eve;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => Path.GetDirectoryName(_app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.FullPath)!;

    public async ValueTask InitializeAsync()
    {
        _app = await TeamApp.StartAsync();
        (_bob, _eve) = (_app.IdOf(TeamApp.Member), _app.IdOf(TeamApp.OtherMember));
        await FillAsync(_bob, BobsSecret);
        await FillAsync(_eve, EvesSecret);
        await _app.CreateKeyAsync(TeamApp.Member);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Archive_OfAMember_HasEverythingOfTheirsAndNothingOfOthers()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        using HttpResponseMessage response = await ExportAsync(browser);

        Assert.Equal((HttpStatusCode.OK, "application/zip", "attachment"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentDisposition?.DispositionType));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Dictionary<string, string> files = Read(await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(
            [
                "README.txt", "account.json", "audit.csv", "conversations.json", $"conversations/work/{BobsSecret} (2).md", $"conversations/work/{BobsSecret}.md", "documents/_con.txt", $"documents/{BobsSecret}.txt",
                "drafts.json", "prompts.json", "requests.csv", $"summaries/{BobsSecret}.md", "usage.csv",
            ],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"document {BobsSecret}", files[$"documents/{BobsSecret}.txt"]);
        Assert.Contains($"**You** · ", files[$"conversations/work/{BobsSecret}.md"], StringComparison.Ordinal);
        Assert.Contains($"summary {BobsSecret}", files[$"summaries/{BobsSecret}.md"], StringComparison.Ordinal);
        Assert.Contains("conversations.json", files["README.txt"], StringComparison.Ordinal);
        Assert.Equal("day,key,prompt_tokens,new_tokens,requests\r\n2026-11-29,,7,8,1\r\n", files["usage.csv"]);
        Assert.Matches(@"^\uFEFF?id,arrived,user,[^\n]+\r\n[^\n]*,bob,Chat,model,7,[^\n]*\r\n$", files["requests.csv"]);
        Assert.Matches(@"^\uFEFF?time,account_id,account,action,[^\n]+\r\n[^\n]*,bob,EverythingExported,[^\n]*\r\n", files["audit.csv"]);
        Assert.DoesNotContain(TeamApp.Administrator, files["audit.csv"], StringComparison.Ordinal);
        using JsonDocument account = JsonDocument.Parse(files["account.json"]);
        Assert.Equal((TeamApp.Member, "work", "ci"), (Text(account.RootElement.GetProperty("name")), Text(account.RootElement.GetProperty("folders")[0]), Text(account.RootElement.GetProperty("keys")[0].GetProperty("name"))));
        Assert.Equal(2, JsonDocument.Parse(files["conversations.json"]).RootElement.GetProperty("conversations").GetArrayLength());
        Assert.Contains($"prompt {BobsSecret}", files["prompts.json"], StringComparison.Ordinal);
        Assert.Contains($"draft {BobsSecret}", files["drafts.json"], StringComparison.Ordinal);
        Assert.All(files.Values, file => Assert.DoesNotContain(EvesSecret, file, StringComparison.Ordinal));
        AssertNoSecretOfAccounts(files);
        Assert.Equal("bob EverythingExported - Succeeded", TestAudit.Lines(_app.Services).Last());
    }

    [Fact]
    public async Task Archive_OfChineseReader_IsImportedAgainByAnother()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");

        using HttpResponseMessage response = await ExportAsync(browser);

        Dictionary<string, string> files = Read(await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Contains("您账户的全部数据", files["README.txt"], StringComparison.Ordinal);
        using MemoryStream json = new(Encoding.UTF8.GetBytes(files["conversations.json"]));
        Assert.Equal(2, (await _app.Services.GetRequiredService<App.Conversations.Exchange.ConversationImport>().ReadAsync(_eve, json, Cancellation)).ConversationIds.Count);
    }

    [Fact]
    public async Task Archive_WithoutTheTokenOfThePage_IsRefused()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        using HttpResponseMessage response = await browser.PostAsync(new Uri(PersonalDataServices.ArchivePath, UriKind.Relative), new FormUrlEncodedContent([]), Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("Only the app's own page may ask for this file.", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(TestAudit.Entries(_app.Services), entry => entry.Action == AuditAction.EverythingExported);
    }

    [Fact]
    public async Task Archive_WhileAnotherIsWritten_IsRefusedForThatMemberAlone()
    {
        HttpClient bob = await _app.SignInAsync(TeamApp.Member);
        HttpClient eve = await _app.SignInAsync(TeamApp.OtherMember);
        using (_app.Services.GetRequiredService<ArchiveTurns>().TryBegin(_bob))
        {
            using HttpResponseMessage second = await ExportAsync(bob);
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.Equal("Another export of yours is being written. Wait for its end, or cancel that download.\n", await second.Content.ReadAsStringAsync(Cancellation));
            using HttpResponseMessage others = await ExportAsync(eve);
            Assert.Equal(HttpStatusCode.OK, others.StatusCode);
        }

        using HttpResponseMessage next = await ExportAsync(bob);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Archive_DocumentWhoseFileIsLost_SaysSoAndGoesOn()
    {
        Guid document = (await _app.Services.GetRequiredService<DocumentStore>().ListAsync(_bob, Cancellation)).Single(row => row.Name.StartsWith(BobsSecret, StringComparison.Ordinal)).Id;
        File.Delete(Path.Combine(Folder, "documents", document.ToString(), "source"));

        using HttpResponseMessage response = await ExportAsync(await _app.SignInAsync(TeamApp.Member));

        Dictionary<string, string> files = Read(await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.DoesNotContain($"documents/{BobsSecret}.txt", files.Keys);
        Assert.Contains($"The file of the document \"{BobsSecret}.txt\" is missing on the server.", files["README.txt"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Content_RemovesEverythingButTheAccountAndItsUsage()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);
        Assert.Equal("Chats: 2. Documents: 2. Summaries: 1. Prompts: 1. Folders: 1.", (await TeamApp.PageAsync(browser, AccountPaths.Data)).QuerySelector("[data-testid=delete-counts]")?.TextContent);
        string[] before = [.. Directory.EnumerateDirectories(Path.Combine(Folder, "documents"))];

        using HttpResponseMessage response = await DeleteAsync(browser, TeamApp.PasswordOf(TeamApp.Member), "content");

        Assert.Equal((HttpStatusCode.Redirect, AccountPaths.Data), (response.StatusCode, TeamApp.PathOf(response)));
        Assert.Equal("Everything was deleted.", (await TeamApp.PageAsync(browser, $"{AccountPaths.Data}?done=deleted")).QuerySelector("[data-testid=data-done]")?.TextContent);
        using ChatDbContext context = CreateContext();
        Assert.All(context.Conversations, row => Assert.Equal(_eve, row.OwnerId));
        Assert.All(context.Documents, row => Assert.Equal(_eve, row.OwnerId));
        Assert.Equal((2, 2, 1, 1, 1, 1), (context.Conversations.Count(), context.Documents.Count(), context.Summaries.Count(), context.Prompts.Count(), context.Folders.Count(), context.Drafts.Count()));
        Assert.DoesNotContain(context.Messages, message => message.Text.Contains(BobsSecret));
        Assert.Null(context.Accounts.Single(row => row.Id == _bob).SystemPrompt);
        Assert.Equal([_bob, _eve], context.TokenUsages.Select(row => row.AccountId).AsEnumerable().Order());
        Assert.Single(context.ApiKeys.Where(key => key.OwnerId == _bob && key.RevokedAt == null));
        Assert.Equal(before.Length - 2, Directory.EnumerateDirectories(Path.Combine(Folder, "documents")).Count());
        Assert.Empty(await _app.Services.GetRequiredService<ConversationSearch>().FindAsync(_bob, "zebra", cancellationToken: Cancellation));
        Assert.Equal("bob EverythingDeleted Account bob Succeeded", TestAudit.Lines(_app.Services).Last());
        // The account goes on.
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Delete_WithTheAccount_EndsTheSessionAndLeavesNothing()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        using HttpResponseMessage response = await DeleteAsync(browser, TeamApp.PasswordOf(TeamApp.Member), "account");

        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(response));
        using ChatDbContext context = CreateContext();
        Assert.DoesNotContain(context.Accounts, account => account.Id == _bob);
        Assert.All(context.Conversations, row => Assert.Equal(_eve, row.OwnerId));
        Assert.Equal("bob AccountDeleted Account bob Succeeded", TestAudit.Lines(_app.Services).Last());
        using HttpResponseMessage after = await browser.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        Assert.Equal(AccountPaths.SignIn, TeamApp.PathOf(after));
    }

    [Fact]
    public async Task Delete_LastAdministratorWithTheAccount_IsRefusedAndKeepsEverything()
    {
        Guid ada = _app.IdOf(TeamApp.Administrator);
        await FillAsync(ada, "the-camel-of-ada");
        HttpClient browser = await _app.SignInAsync(TeamApp.Administrator);

        using HttpResponseMessage response = await DeleteAsync(browser, TeamApp.PasswordOf(TeamApp.Administrator), "account");

        Assert.Contains("administrator", await TeamApp.ProblemAsync(response), StringComparison.Ordinal);
        using ChatDbContext context = CreateContext();
        Assert.Equal(2, context.Conversations.Count(row => row.OwnerId == ada));
        Assert.Equal(2, context.Documents.Count(row => row.OwnerId == ada && row.DeletedAt == null));
    }

    [Theory]
    [InlineData("", "content")]
    [InlineData("wrong", "content")]
    [InlineData("wrong", "account")]
    public async Task Delete_WrongPassword_DeletesNothing(string password, string scope)
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);

        using HttpResponseMessage response = await DeleteAsync(browser, password, scope);

        Assert.Equal("The current password is wrong.", await TeamApp.ProblemAsync(response));
        using ChatDbContext context = CreateContext();
        Assert.Equal(2, context.Conversations.Count(row => row.OwnerId == _bob));
        Assert.Equal($"bob {(scope == "account" ? "AccountDeleted" : "EverythingDeleted")} Account bob Refused Wrong", TestAudit.Lines(_app.Services).Last());
    }

    [Fact]
    public async Task Delete_WithoutAccounts_NeedsTheTypedName()
    {
        await using TeamApp open = TeamApp.StartEmpty();
        HttpClient browser = open.OpenBrowser();
        await open.Services.GetRequiredService<ConversationStore>().CreateAsync(Account.LocalId, "mine", cancellationToken: Cancellation);
        Assert.Empty((await TeamApp.PageAsync(browser, AccountPaths.Data)).QuerySelectorAll("[name=Scope], [name=Password]"));

        using HttpResponseMessage wrong = await TeamApp.PostAsync(browser, AccountPaths.Data, "delete-everything", ("Typed", "locale"));
        Assert.Equal("Type local to confirm.", await TeamApp.ProblemAsync(wrong));
        using HttpResponseMessage right = await TeamApp.PostAsync(browser, AccountPaths.Data, "delete-everything", ("Typed", "local"), ("Scope", "account"));

        Assert.Equal(AccountPaths.Data, TeamApp.PathOf(right));
        using ChatDbContext context = open.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        Assert.Empty(context.Conversations);
        Assert.Single(context.Accounts);
    }

    [Theory]
    [InlineData("31", "Enter a whole number of days from 1 to 30, or nothing.")]
    [InlineData("0", "Enter a whole number of days from 1 to 30, or nothing.")]
    [InlineData("-1", "Enter a whole number of days from 1 to 30, or nothing.")]
    [InlineData("ten", "Enter a whole number of days from 1 to 30, or nothing.")]
    [InlineData("99999999999", "Enter a whole number of days from 1 to 30, or nothing.")]
    [InlineData("10", null)]
    [InlineData(" 30 ", null)]
    [InlineData("", null)]
    public async Task Retention_OfAMember_CanOnlyBeShorterThanTheServers(string days, string? problem)
    {
        await using TeamApp app = await TeamApp.StartAsync(new Dictionary<string, string> { ["Retention:ConversationDays"] = "30" });
        HttpClient browser = await app.SignInAsync(TeamApp.Member);
        IHtmlDocument page = await TeamApp.PageAsync(browser, AccountPaths.Data);
        Assert.Contains("Your chats are deleted 30 days after their last message", page.QuerySelector("[data-testid=retention-about]")?.TextContent, StringComparison.Ordinal);

        using HttpResponseMessage response = await TeamApp.PostAsync(browser, AccountPaths.Data, "retention", ("Days", days));

        int? stored = await app.Services.GetRequiredService<RetentionStore>().FindOwnAsync(app.IdOf(TeamApp.Member), Cancellation);
        if (problem is not null)
        {
            Assert.Equal((problem, null), (await TeamApp.ProblemAsync(response), stored));
            return;
        }

        Assert.Equal(AccountPaths.Data, TeamApp.PathOf(response));
        Assert.Equal(int.TryParse(days, out int number) ? number : null, stored);
        Assert.Equal($"bob RetentionChanged Account bob Succeeded{(days.Length > 0 ? $" {days.Trim()}" : "")}", TestAudit.Lines(app.Services).Last());
    }

    private static string? Text(JsonElement element) => element.GetString();

    private static Dictionary<string, string> Read(byte[] archive)
    {
        using ZipArchive zip = new(new MemoryStream(archive, writable: false), ZipArchiveMode.Read);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using StreamReader reader = new(entry.Open());
            return reader.ReadToEnd();
        });
    }

    private static async Task<HttpResponseMessage> ExportAsync(HttpClient browser)
    {
        IHtmlDocument page = await TeamApp.PageAsync(browser, AccountPaths.Data);
        string token = page.QuerySelector("form[action='export/everything.zip'] input[type=hidden]")!.GetAttribute("value")!;
        return await browser.PostAsync(new Uri(PersonalDataServices.ArchivePath, UriKind.Relative), new FormUrlEncodedContent([new("__RequestVerificationToken", token)]), Cancellation);
    }

    private static Task<HttpResponseMessage> DeleteAsync(HttpClient browser, string password, string scope) =>
        TeamApp.PostAsync(browser, AccountPaths.Data, "delete-everything", ("Password", password), ("Scope", scope));

    private void AssertNoSecretOfAccounts(Dictionary<string, string> files)
    {
        using ChatDbContext context = CreateContext();
        string[] secrets = [.. context.Accounts.AsEnumerable().SelectMany(row => new[] { row.PasswordHash!, row.SecurityStamp! }), .. context.ApiKeys.Select(key => key.Hash)];
        Assert.All(files.Values, file => Assert.All(secrets, secret => Assert.DoesNotContain(secret, file, StringComparison.Ordinal)));
    }

    private ChatDbContext CreateContext() => _app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();

    // Two conversations of one title in a folder, two documents, one of which Windows would not take, and one of all else.
    private async Task FillAsync(Guid owner, string secret)
    {
        Guid folder = (await _app.Services.GetRequiredService<FolderStore>().CreateAsync(owner, "work", Cancellation))!.Id;
        for (int i = 0; i < 2; i++)
        {
            Guid chat = (await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(owner, secret, folderId: folder, cancellationToken: Cancellation)).Id;
            await _app.Services.GetRequiredService<MessageStore>().AddAsync(owner, chat, new NewMessage(null, MessageRole.User, secret), Cancellation);
        }

        await _app.Services.GetRequiredService<PromptStore>().AddAsync(owner, secret, $"prompt {secret}", cancellationToken: Cancellation);
        await _app.Services.GetRequiredService<DraftStore>().WriteAsync(owner, DraftPlace.New, $"draft {secret}", cancellationToken: Cancellation);
        await _app.Services.GetRequiredService<ChatDefaults>().SetAsync(owner, ChatSetup.None with { SystemPrompt = secret }, Cancellation);
        await UploadAsync(owner, "con.txt", secret);
        Guid document = await UploadAsync(owner, $"{secret}.txt", $"document {secret}");
        using ChatDbContext context = CreateContext();
        context.Add(new Summary { Id = Guid.NewGuid(), DocumentId = document, Options = new SummaryOptions(), State = SummaryState.Finished, Model = "m", CreatedAt = DateTimeOffset.UnixEpoch, DocumentTokens = 1, Text = $"summary {secret}" });
        context.Add(ServedRequest.Of(Records.Waiting(owner.ToString()).Decoding().Ended() with { Model = "model", PromptTokens = 7 }, null));
        context.Add(new TokenUsage { AccountId = owner, Key = "", Day = new DateOnly(2026, 11, 29), PromptTokens = 7, NewTokens = 8, RequestCount = 1 });
        await context.SaveChangesAsync(Cancellation);
    }

    private async Task<Guid> UploadAsync(Guid owner, string name, string content)
    {
        DocumentDesk desk = _app.Services.GetRequiredService<DocumentDesk>();
        Guid id = (await desk.UploadAsync(owner, name, new MemoryStream(Encoding.UTF8.GetBytes(content), writable: false), Cancellation)).Id;
        await desk.WhenReadAsync(owner, id, Cancellation);
        return id;
    }
}
