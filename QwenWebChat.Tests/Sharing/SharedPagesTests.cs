using System.Text;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.SharedItems;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Sharing;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Library;

namespace QwenWebChat.Tests.Sharing;

/// <summary>The list of shares, and the pages of what is shared.</summary>
public sealed class SharedPagesTests : IAsyncLifetime
{
    private static readonly Guid Ann = TestDatabase.LocalOwner;
    private static readonly Guid Bob = TestDatabase.OtherOwner;
    private static readonly Guid Group = new("0198c0de-0000-7000-8000-0000000000aa");

    private readonly UiContext _ui = new();

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    public async ValueTask InitializeAsync() => await _ui.Database.AddGroupAsync(Group, Ann, Bob);

    public ValueTask DisposeAsync() => _ui.DisposeAsync();

    [Fact]
    public async Task List_OfBothSides_ShowsWhatIsSharedAndEndsIt()
    {
        Guid chat = await _ui.Database.CreateAsync("Plan");
        await ShareAsync(new ShareTarget(ShareKind.Conversation, chat), ShareRight.Read);
        IRenderedComponent<SharedPage> page = _ui.Render<SharedPage>();
        Assert.Equal("Nobody shares anything with your groups.", page.WaitForElement("[data-testid=shared-with-me-none]").TextContent);
        Assert.Equal("Chat · Research · Read", page.Find("[data-testid=shared-by-me] .share-about").TextContent);

        page.Find("[data-testid=share-revoke]").Click();

        page.WaitForElement("[data-testid=shared-by-me-none]");
        page.WaitForAssertion(() => Assert.Equal([$"local ShareEnded Conversation {chat} Succeeded Research"], Lines()));
    }

    [Fact]
    public async Task Conversation_ReadByAnother_HasNoActionsAndIsGoneWithTheShare()
    {
        Guid chat = await _ui.Database.CreateAsync("Plan");
        await _ui.Database.AddAsync(chat, await _ui.Database.AddAsync(chat, null, "a question"), "an answer", MessageRole.Assistant);
        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Conversation, chat), ShareRight.Read);
        IRenderedComponent<SharedItemPage> page = OpenAs(Bob, share.Key);

        Assert.Contains("an answer", page.WaitForElement("[data-testid=message-assistant]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Shared by local · Chat · Read", page.Find(".shared-title").TextContent, StringComparison.Ordinal);
        foreach (string action in (string[])["edit", "regenerate", "delete-branch", "feedback-up", "shared-continue"])
        {
            Assert.Empty(page.FindAll($"[data-testid={action}]"));
        }

        await _ui.Database.Shares.RevokeAsync(Ann, share.Id, Cancellation);

        Assert.Contains("This is no longer shared", page.WaitForElement("[data-testid=shared-gone]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=message-assistant]"));
    }

    [Fact]
    public async Task Conversation_OfAFormerMember_IsGoneWhileItIsShown()
    {
        Guid chat = await _ui.Database.CreateAsync("Plan");
        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Conversation, chat), ShareRight.Use);
        IRenderedComponent<SharedItemPage> page = OpenAs(Bob, share.Key);
        page.WaitForElement("[data-testid=shared-continue]");

        Assert.Null(await _ui.Services.GetRequiredService<GroupStore>().RemoveMemberAsync(Group, Bob));

        page.WaitForElement("[data-testid=shared-gone]");
    }

    [Fact]
    public async Task Conversation_ThatMayBeUsed_ContinuesInACopy()
    {
        Guid chat = await _ui.Database.CreateAsync("Plan");
        await _ui.Database.AddAsync(chat, null, "a question");
        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Conversation, chat), ShareRight.Use);
        IRenderedComponent<SharedItemPage> page = OpenAs(Bob, share.Key);

        page.WaitForElement("[data-testid=shared-continue]").Click();

        NavigationManager navigation = _ui.Services.GetRequiredService<NavigationManager>();
        page.WaitForAssertion(() => Assert.Contains("/chat/", navigation.Uri, StringComparison.Ordinal));
        Guid copy = Guid.Parse(navigation.Uri[(navigation.Uri.LastIndexOf('/') + 1)..]);
        Assert.NotEqual(chat, copy);
        Assert.Equal(["a question"], (await _ui.Database.Messages.OpenAsync(Bob, copy, Cancellation))!.Path.Select(message => message.Text));
    }

    [Fact]
    public async Task Conversation_AboutDocuments_LinksThoseThatTheReaderMayOpen()
    {
        Guid folder = await _ui.CreateFolderAsync("Project");
        Document inside = await AddDocumentAsync("inside.txt", "Nobody had expected eleven coins.");
        Document own = await AddDocumentAsync("own.txt", "The silver was found in the garden.");
        await _ui.Services.GetRequiredService<DocumentStore>().MoveAsync(Ann, inside.Id, folder, Cancellation);
        Guid chat = await _ui.CreateInAsync(folder, "Coins");
        Guid question = await _ui.Database.AddAsync(chat, null, "What did they find?");
        await _ui.Database.AddAsync(chat, question, "Coins <q>expected eleven coins</q>, silver <q>found in the garden</q>, and <q>gold in the river</q>.", MessageRole.Assistant);
        Assert.True(await new DocumentLinks(_ui.Database).SetAsync(Ann, chat, [inside.Id, own.Id], Cancellation));
        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Folder, folder), ShareRight.Read);

        IRenderedComponent<SharedItemPage> page = OpenAs(Bob, share.Key, chat);

        Assert.Equal(("1", $"shared/{share.Key}/{inside.Id}?at=11-21"), (page.WaitForElement("a.cite.found").TextContent, page.Find("a.cite.found").GetAttribute("href")));
        Assert.Equal(("2", "“found in the garden” · the document is not shared with you"), (page.Find("span.cite.found").TextContent, page.Find("span.cite.found").GetAttribute("title")));
        Assert.Equal(("3", "“gold in the river” · not found in the document"), (page.Find("span.cite.unfound").TextContent, page.Find("span.cite.unfound").GetAttribute("title")));

        // What is shared otherwise is opened there.
        await ShareAsync(new ShareTarget(ShareKind.Document, own.Id), ShareRight.Read);
        Assert.Equal($"shared/{(await _ui.Database.Shares.ListForAsync(Bob, Cancellation)).First(one => one.Target.Id == own.Id).Key}?at=15-19",
            OpenAs(Bob, share.Key, chat).WaitForElements("a.cite.found")[1].GetAttribute("href"));
    }

    [Fact]
    public async Task Document_WithASummary_HasItsOutlineAndCoverage()
    {
        Document document = await AddDocumentAsync("inside.txt", "Nobody had expected eleven coins.");
        Guid summary = Guid.NewGuid();
        using (ChatDbContext context = _ui.Database.CreateDbContext())
        {
            context.Add(new Summary
            {
                Id = summary,
                DocumentId = document.Id,
                Options = new SummaryOptions(),
                State = SummaryState.Finished,
                Model = "m",
                CreatedAt = default,
                DocumentTokens = 6,
                Text = "Coins [1].",
                Sections = [new SummarySection { Id = Guid.NewGuid(), SummaryId = summary, Place = 0, Title = "Finds", Start = 0, Length = 33, State = SummaryState.Finished, Text = "Eleven coins [1]." }],
                Citations = [StoredCitation.Of(new Citation("eleven coins", CitationKind.Exact) { Number = 1, DocumentId = document.Id, Start = 20, Length = 12, Words = "eleven coins" }, summary, document.Id, DateTimeOffset.UnixEpoch)],
            });
            await context.SaveChangesAsync(Cancellation);
        }

        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Document, document.Id), ShareRight.Read);
        IRenderedComponent<SharedItemPage> page = OpenAs(Bob, share.Key);
        Assert.Equal(("Coins1.", ""), (page.WaitForElement("[data-testid=summary-text]").TextContent.Trim(), page.Find("[data-testid=coverage]").GetAttribute("data-complete")));
        Assert.Empty(page.FindAll("[data-testid=tab-questions]"));

        page.Find("[data-testid=tab-outline]").Click();

        Assert.Equal("Finds", page.WaitForElement("[data-testid=outline] .outline-title").TextContent);
        Assert.Equal(["?at=0-33&tab=outline", "?at=20-12&tab=outline"], page.FindAll("[data-testid=outline] a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Prompt_ThatMayBeUsed_IsCopied()
    {
        Guid prompt = (await _ui.Database.Prompts.AddAsync(Ann, "Review", "Review {{text}}.", cancellationToken: Cancellation))!.Id;
        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Prompt, prompt), ShareRight.Use);
        IRenderedComponent<SharedItemPage> page = OpenAs(Bob, share.Key);
        Assert.Equal("Review {{text}}.", page.WaitForElement("[data-testid=shared-prompt-text]").TextContent);

        page.Find("[data-testid=shared-prompt-keep]").Click();

        page.WaitForElement("[data-testid=shared-prompt-kept]");
        Assert.Equal(["Review {{text}}."], (await _ui.Database.Prompts.ListAsync(Bob, Cancellation)).Select(one => one.Text));
    }

    [Fact]
    public async Task Folder_OfAnother_ListsItsThingsAndOpensNoOthers()
    {
        Guid folder = await _ui.CreateFolderAsync("Project");
        Guid inside = await _ui.CreateInAsync(folder, "Inside");
        Guid outside = await _ui.Database.CreateAsync("Outside");
        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Folder, folder), ShareRight.Read);

        Assert.Equal(["Inside"], OpenAs(Bob, share.Key).WaitForElements("[data-testid=shared-folder-chat]").Select(chat => chat.TextContent));
        Assert.Equal("Inside", OpenAs(Bob, share.Key, inside).WaitForElement(".shared-title h2").TextContent);
        OpenAs(Bob, share.Key, outside).WaitForElement("[data-testid=shared-gone]");
    }

    [Fact]
    public async Task AnyThing_ByTheIdOfTheThingOrASomebodyElsesKey_IsGone()
    {
        Guid chat = await _ui.Database.CreateAsync("Plan");
        ShareView share = await ShareAsync(new ShareTarget(ShareKind.Conversation, chat), ShareRight.Read);

        OpenAs(Bob, chat.ToString()).WaitForElement("[data-testid=shared-gone]");
        OpenAs(Guid.NewGuid(), share.Key).WaitForElement("[data-testid=shared-gone]");
        OpenAs(Bob, "../../admin").WaitForElement("[data-testid=shared-gone]");
        OpenAs(Bob, share.Key, chat).WaitForElement("[data-testid=shared-gone]");
    }

    private async Task<Document> AddDocumentAsync(string name, string text)
    {
        Document document = await _ui.DocumentDesk.UploadAsync(Ann, name, new MemoryStream(Encoding.UTF8.GetBytes(text)), Cancellation);
        await TestLibrary.ReadAsync(_ui.DocumentDesk, document.Id);
        return document;
    }

    private async Task<ShareView> ShareAsync(ShareTarget target, ShareRight right)
    {
        Assert.Null(await _ui.Database.Shares.ShareAsync(Ann, target, Group, right, Cancellation));
        return (await _ui.Database.Shares.ListOwnAsync(Ann, Cancellation)).First(share => share.Target == target);
    }

    private IRenderedComponent<SharedItemPage> OpenAs(Guid reader, string key, Guid? item = null)
    {
        _ui.Owner.Set(new SessionAccount(reader, "reader", AccountRole.Member, Session: "session"));
        return _ui.Render<SharedItemPage>(parameters => parameters.Add(page => page.Key, key).Add(page => page.ItemId, item));
    }

    private IEnumerable<string> Lines() => TestAudit.Entries(_ui.Database).Select(TestAudit.Line);
}
