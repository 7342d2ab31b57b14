using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Api;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Accounts;
using QwenWebChat.Tests.Keys;

namespace QwenWebChat.Tests.Audit;

/// <summary>Each action of people and programs makes one entry, and none has a text.</summary>
[Slow]
public sealed class AuditActionsTests : IAsyncLifetime
{
    private const string Secret = "zebra-in-the-cellar";

    private TeamApp _app = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TeamApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task SignIn_RightWrongAndUnknown_IsRecordedWithoutWhatWasTyped()
    {
        HttpClient browser = _app.OpenBrowser();
        await SignInAsync(browser, TeamApp.Member, "wrong password of bob");
        await SignInAsync(browser, Secret, Secret);
        await SignInAsync(browser, TeamApp.Member, TeamApp.PasswordOf(TeamApp.Member));
        (await TeamApp.PostAsync(browser, AccountPaths.Profile, "sign-out")).Dispose();

        Assert.Equal(
            ["- SignIn Account bob Refused Wrong", "- SignIn - Refused Wrong", "bob SignIn Account bob Succeeded", "bob SignOut - Succeeded"],
            TestAudit.Lines(_app.Services));
        Assert.All(TestAudit.Entries(_app.Services), entry => Assert.Contains("127.0.0.1", entry.Address, StringComparison.Ordinal));
        Assert.Equal([null, null, _app.IdOf(TeamApp.Member), _app.IdOf(TeamApp.Member)], TestAudit.Entries(_app.Services).Select(entry => entry.ActorId));
        AssertSecretIsNowhere();
    }

    [Fact]
    public async Task SignIn_LockedName_IsRecordedOnceAMinute()
    {
        HttpClient browser = _app.OpenBrowser();
        for (int i = 0; i < SignInAttempts.MaxFailures + 4; i++)
        {
            await SignInAsync(browser, TeamApp.Member, "wrong password of bob");
        }

        Assert.Equal(
            [.. Enumerable.Repeat("- SignIn Account bob Refused Wrong", SignInAttempts.MaxFailures), "- SignIn Account bob Refused TooManyTries"],
            TestAudit.Lines(_app.Services));
    }

    [Fact]
    public async Task PasswordAndSessions_OfAMember_AreRecorded()
    {
        HttpClient browser = await _app.SignInAsync(TeamApp.Member);
        (await TeamApp.PostAsync(browser, AccountPaths.Profile, "change-password", ("Current", "not the password"), ("Password", Secret), ("Again", Secret))).Dispose();
        (await TeamApp.PostAsync(browser, AccountPaths.Profile, "change-password", ("Current", TeamApp.PasswordOf(TeamApp.Member)), ("Password", Secret), ("Again", Secret))).Dispose();
        (await TeamApp.PostAsync(browser, AccountPaths.Profile, "sign-out-everywhere")).Dispose();

        Assert.Equal(
            ["bob SignIn Account bob Succeeded", "bob PasswordChanged Account bob Refused Wrong", "bob PasswordChanged Account bob Succeeded", "bob SignOutEverywhere Account bob Succeeded"],
            TestAudit.Lines(_app.Services));
        AssertSecretIsNowhere();
    }

    [Fact]
    public async Task Links_UsedOnceAndAgain_AreRecordedWithoutTheirTokens()
    {
        string invitation = await _app.Services.GetRequiredService<AccountLinkStore>().InviteAsync(AccountRole.Member, Cancellation);
        string reset = await _app.Services.GetRequiredService<AccountLinkStore>().ResetAsync(_app.IdOf(TeamApp.Member), Cancellation);

        (await TeamApp.PostAsync(_app.OpenBrowser(), $"{AccountPaths.Invitation}/{invitation}", "invitation", ("Name", "joe"), ("Password", Secret), ("Again", Secret))).Dispose();
        (await TeamApp.PostAsync(_app.OpenBrowser(), $"{AccountPaths.PasswordReset}/{reset}", "reset-password", ("Password", Secret), ("Again", Secret))).Dispose();

        Assert.Equal(["joe InvitationUsed Account joe Succeeded", "bob PasswordReset Account bob Succeeded"], TestAudit.Lines(_app.Services));
        Assert.All(TestAudit.Entries(_app.Services), entry => Assert.DoesNotContain(invitation, TestAudit.Line(entry), StringComparison.Ordinal));
        AssertSecretIsNowhere();
    }

    [Fact]
    public async Task SetUp_WithWrongAndRightCode_IsRecorded()
    {
        await using TeamApp empty = TeamApp.StartEmpty(isReachable: true);
        HttpClient browser = empty.OpenBrowser();
        (await TeamApp.PostAsync(browser, AccountPaths.SetUp, "set-up", ("Code", "0000"), ("Name", "joe"), ("Password", Secret), ("Again", Secret))).Dispose();
        (await TeamApp.PostAsync(browser, AccountPaths.SetUp, "set-up", ("Code", empty.Services.GetRequiredService<SetUpCode>().Text), ("Name", "joe"), ("Password", Secret), ("Again", Secret))).Dispose();

        Assert.Equal(["- SetUp - Refused code", "joe SetUp Account joe Succeeded"], TestAudit.Lines(empty.Services));
    }

    [Fact]
    public async Task ExportsAndDeletions_OfPeopleAndPrograms_AreRecordedByIdAlone()
    {
        Guid bob = _app.IdOf(TeamApp.Member);
        Guid chat = (await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(bob, Secret, cancellationToken: Cancellation)).Id;
        await _app.Services.GetRequiredService<MessageStore>().AddAsync(bob, chat, new NewMessage(null, MessageRole.User, Secret), Cancellation);
        DocumentDesk desk = _app.Services.GetRequiredService<DocumentDesk>();
        Guid document = (await desk.UploadAsync(bob, $"{Secret}.txt", new MemoryStream(Encoding.UTF8.GetBytes(Secret), writable: false), Cancellation)).Id;
        await desk.WhenReadAsync(bob, document, Cancellation);
        Guid summary = await AddSummaryAsync(document);
        HttpClient member = await _app.SignInAsync(TeamApp.Member);
        HttpClient administrator = await _app.SignInAsync(TeamApp.Administrator);
        string key = await _app.CreateKeyAsync(TeamApp.Member, ApiScopes.Documents);
        HttpClient program = _app.OpenProgram(key);

        await GetAsync(member, $"/export/{chat}.md");
        await GetAsync(member, "/export/all.json");
        await GetAsync(member, $"/export/summary/{summary}.md");
        await GetAsync(administrator, "/admin/requests.csv");
        await GetAsync(administrator, "/admin/audit.csv");
        await GetAsync(program, $"/v1/files/{ObjectIds.Files.Of(document)}/content");
        using HttpResponseMessage deleted = await program.DeleteAsync(new Uri($"/v1/files/{ObjectIds.Files.Of(document)}", UriKind.Relative), Cancellation);
        // Nobody's business, and nothing that happened.
        using HttpResponseMessage foreign = await administrator.GetAsync(new Uri($"/export/{chat}.md", UriKind.Relative), Cancellation);
        using HttpResponseMessage again = await program.DeleteAsync(new Uri($"/v1/files/{ObjectIds.Files.Of(document)}", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, again.StatusCode));
        Assert.Equal(
            [
                "bob SignIn Account bob Succeeded", "ada SignIn Account ada Succeeded", $"bob ConversationExported Conversation {chat} Succeeded", "bob ConversationsExported - Succeeded",
                $"bob SummaryExported Summary {summary} Succeeded", "ada RequestsExported - Succeeded", "ada AuditExported - Succeeded", "bob KeyUsed Key ci Succeeded",
                $"bob DocumentExported Document {document} Succeeded", $"bob DocumentDeleted Document {document} Succeeded",
            ],
            TestAudit.Lines(_app.Services));
        Assert.Equal(3, TestAudit.Entries(_app.Services).Count(entry => entry.KeyId is not null));
        AssertSecretIsNowhere();
        Assert.All(TestAudit.Entries(_app.Services), entry => Assert.DoesNotContain(key, TestAudit.Line(entry), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_UsedAndRefused_AreRecorded()
    {
        HttpClient program = _app.OpenProgram(await _app.CreateKeyAsync(TeamApp.Member));
        HttpClient stranger = _app.OpenProgram(ApiKeyText.Create());
        for (int i = 0; i < 3; i++)
        {
            (await program.GetAsync(new Uri("/v1/models", UriKind.Relative), Cancellation)).Dispose();
            (await program.GetAsync(new Uri("/v1/files", UriKind.Relative), Cancellation)).Dispose();
            (await stranger.GetAsync(new Uri("/v1/models", UriKind.Relative), Cancellation)).Dispose();
        }

        await _app.Services.GetRequiredService<ApiKeyStore>().RevokeAsync((await _app.Services.GetRequiredService<ApiKeyStore>().ListAllAsync(Cancellation)).Single().Id, null, Cancellation);
        (await program.GetAsync(new Uri("/v1/models", UriKind.Relative), Cancellation)).Dispose();
        (await program.GetAsync(new Uri("/metrics", UriKind.Relative), Cancellation)).Dispose();

        Assert.Equal(
            ["bob KeyUsed Key ci Succeeded", "bob KeyUsed Key ci Refused scope documents", "- KeyUsed - Refused unknown", "bob KeyUsed Key ci Refused revoked"],
            TestAudit.Lines(_app.Services));
    }

    [Fact]
    public async Task Export_OfTheLog_HasItsEntriesAndRunsNoFormula()
    {
        Assert.Null(await _app.Accounts.CreateAsync("=cmd()", TeamApp.PasswordOf("=cmd()"), AccountRole.Administrator));
        HttpClient administrator = await _app.SignInAsync("=cmd()");

        string csv = await GetAsync(administrator, "/admin/audit.csv?action=SignIn&name=cmd");

        string[] lines = csv.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("time,account_id,account,action,outcome,target_kind,target,detail,address,key_id", lines[0]);
        Assert.Contains($",{_app.IdOf("=cmd()")},'=cmd(),SignIn,Succeeded,Account,'=cmd(),,", lines[1], StringComparison.Ordinal);
        Assert.Equal(("", 3), (lines[2], lines.Length));
        using HttpResponseMessage wrong = await administrator.GetAsync(new Uri("/admin/audit.csv?action=7", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.StartsWith("action is '7'; expected SetUp, SignIn,", await wrong.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task SignInAsync(HttpClient browser, string name, string password) =>
        (await TeamApp.PostAsync(browser, AccountPaths.SignIn, "sign-in", ("Name", name), ("Password", password))).Dispose();

    private static async Task<string> GetAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task<Guid> AddSummaryAsync(Guid document)
    {
        Guid id = Guid.NewGuid();
        using ChatDbContext context = _app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        context.Add(new Summary { Id = id, DocumentId = document, Options = new SummaryOptions(), State = SummaryState.Finished, Model = "m", CreatedAt = default, DocumentTokens = 1, Text = Secret });
        await context.SaveChangesAsync(Cancellation);
        return id;
    }

    private void AssertSecretIsNowhere() => Assert.All(
        TestAudit.Entries(_app.Services), entry => Assert.DoesNotContain(Secret, $"{TestAudit.Line(entry)} {entry.Address} {entry.ActorName}", StringComparison.OrdinalIgnoreCase));
}
