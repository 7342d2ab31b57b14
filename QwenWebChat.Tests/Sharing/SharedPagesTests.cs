using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.SharedItems;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Sharing;

/// <summary>The list of shares, and the pages of what is shared.</summary>
public sealed class SharedPagesTests : IAsyncLifetime
{
    private static readonly Guid Ann = TestDatabase.LocalOwner;
    private static readonly Guid Bob = TestDatabase.OtherOwner;
    private static readonly Guid Group = new("0198c0de-0000-7000-8000-0000000000aa");

    private readonly UiContext _ui = new();

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    public async ValueTask InitializeAsync()
    {
        using ChatDbContext context = _ui.Database.CreateDbContext();
        context.AddRange(
            new Group { Id = Group, Name = "Research", NormalizedName = "RESEARCH", CreatedAt = default },
            new GroupMember { GroupId = Group, AccountId = Ann },
            new GroupMember { GroupId = Group, AccountId = Bob });
        await context.SaveChangesAsync(Cancellation);
    }

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
