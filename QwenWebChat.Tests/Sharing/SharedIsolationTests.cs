using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Sharing;

/// <summary>Over HTTP, a share opens its own page to its readers, and nothing else to anybody.</summary>
[Slow]
public sealed class SharedIsolationTests : IAsyncLifetime
{
    private const string Secret = "the-secret-of-bob";

    private TeamApp _app = null!;
    private Guid _group;
    private Guid _conversation;
    private Guid _document;
    private Guid _summary;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ShareStore Shares => _app.Services.GetRequiredService<ShareStore>();

    private GroupStore Groups => _app.Services.GetRequiredService<GroupStore>();

    private Guid Bob => _app.IdOf(TeamApp.Member);

    // Bob and eve are in the group; ada, the administrator, is not.
    public async ValueTask InitializeAsync()
    {
        _app = await TeamApp.StartAsync();
        Assert.Null(await Groups.CreateAsync("Research"));
        _group = (await Groups.ListAsync(Cancellation)).Single().Id;
        Assert.Null(await Groups.AddMemberAsync(_group, Bob));
        Assert.Null(await Groups.AddMemberAsync(_group, _app.IdOf(TeamApp.OtherMember)));
        _conversation = (await _app.Services.GetRequiredService<ConversationStore>().CreateAsync(Bob, "chat", cancellationToken: Cancellation)).Id;
        await _app.Services.GetRequiredService<MessageStore>().AddAsync(Bob, _conversation, new NewMessage(null, MessageRole.User, Secret), Cancellation);
        DocumentDesk desk = _app.Services.GetRequiredService<DocumentDesk>();
        _document = (await desk.UploadAsync(Bob, "document.txt", new MemoryStream(Encoding.UTF8.GetBytes(Secret), writable: false), Cancellation)).Id;
        await desk.WhenReadAsync(Bob, _document, Cancellation);
        _summary = Guid.NewGuid();
        using ChatDbContext context = _app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        context.Add(new Summary { Id = _summary, DocumentId = _document, Options = new SummaryOptions(), State = SummaryState.Finished, Model = "m", CreatedAt = default, DocumentTokens = 1, Text = Secret });
        await context.SaveChangesAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Share_WithAGroup_IsReadByItsMembersUntilTheyLeave()
    {
        string[] shared = [await ShareAsync(ShareKind.Conversation, _conversation), await ShareAsync(ShareKind.Document, _document)];
        using HttpClient eve = await _app.SignInAsync(TeamApp.OtherMember);
        using HttpClient ada = await _app.SignInAsync(TeamApp.Administrator);
        await AssertSeesAsync(eve, true, shared);
        await AssertSeesAsync(ada, false, shared);

        Assert.Null(await Groups.RemoveMemberAsync(_group, _app.IdOf(TeamApp.OtherMember)));

        await AssertSeesAsync(eve, false, shared);
    }

    [Fact]
    public async Task Share_WithAGroup_OpensNoOtherAddressOfTheThing()
    {
        string key = await ShareAsync(ShareKind.Conversation, _conversation);
        await ShareAsync(ShareKind.Document, _document);
        using HttpClient eve = await _app.SignInAsync(TeamApp.OtherMember);

        await AssertSeesAsync(
            eve, false, $"/chat/{_conversation}", $"/export/{_conversation}.md", $"/export/{_conversation}.json", "/export/all.json", $"/export/summary/{_summary}.md", "/documents",
            $"/shared/{_conversation}", $"/shared/{_document}", $"{key}/{_document}", $"{key}/{_conversation}");
    }

    [Fact]
    public async Task Link_ByAnyMemberAndByNobody_NeedsAnAccount()
    {
        Assert.Null(await Shares.LinkAsync(Bob, new ShareTarget(ShareKind.Conversation, _conversation), Cancellation));
        ShareView link = (await Shares.ListOwnAsync(Bob, Cancellation)).Single();
        using HttpClient ada = await _app.SignInAsync(TeamApp.Administrator);
        using HttpClient nobody = _app.OpenBrowser();

        await AssertSeesAsync(ada, true, $"/{link.Address}");
        await AssertSeesAsync(ada, false, $"/shared/{link.Id}");
        await AssertSeesAsync(nobody, false, $"/{link.Address}");
        await Shares.RevokeAsync(Bob, link.Id, Cancellation);
        await AssertSeesAsync(ada, false, $"/{link.Address}");
    }

    [Fact]
    public async Task Delete_OfTheOwner_EndsShares()
    {
        string shared = await ShareAsync(ShareKind.Document, _document);
        using HttpClient eve = await _app.SignInAsync(TeamApp.OtherMember);

        Assert.Null(await _app.Services.GetRequiredService<AccountRemoval>().DeleteAsync(Bob));

        await AssertSeesAsync(eve, false, shared);
        using ChatDbContext context = _app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        Assert.Empty(context.Shares);
        Assert.Equal(_app.IdOf(TeamApp.OtherMember), Assert.Single(context.GroupMembers).AccountId);
    }

    private async Task<string> ShareAsync(ShareKind kind, Guid id)
    {
        Assert.Null(await Shares.ShareAsync(Bob, new ShareTarget(kind, id), _group, ShareRight.Use, Cancellation));
        return $"/{(await Shares.ListOwnAsync(Bob, Cancellation)).Single(share => share.Target.Id == id).Address}";
    }

    private static async Task AssertSeesAsync(HttpClient client, bool sees, params string[] paths)
    {
        foreach (string path in paths)
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.True(sees == (await response.Content.ReadAsStringAsync(Cancellation)).Contains(Secret, StringComparison.Ordinal), path);
        }
    }
}
