using Bunit;
using MudBlazor;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Conversations;
using QwenWebChat.App.Components.Setup;
using QwenWebChat.App.Components.Sharing;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Sharing;

/// <summary>Sharing from menus, and the prompts of groups among one's own.</summary>
public sealed class ShareDialogTests : IAsyncLifetime
{
    private static readonly Guid Ann = TestDatabase.LocalOwner;
    private static readonly Guid Bob = TestDatabase.OtherOwner;
    private static readonly Guid Group = new("0198c0de-0000-7000-8000-0000000000aa");

    private readonly UiContext _ui = new();

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    public async ValueTask InitializeAsync()
    {
        _ui.Owner.Set(new SessionAccount(Ann, "ann", AccountRole.Member, Session: "session"));
        using ChatDbContext context = _ui.Database.CreateDbContext();
        context.Add(new Group { Id = Group, Name = "Research", NormalizedName = "RESEARCH", CreatedAt = default });
        await context.SaveChangesAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _ui.DisposeAsync();

    [Fact]
    public async Task Conversation_ByItsMenu_IsSharedWithAGroupAndByLink()
    {
        await JoinAsync(Ann, Bob);
        Guid chat = await _ui.Database.CreateAsync("Plan");
        IRenderedComponent<MudPopoverProvider> popovers = _ui.Render<MudPopoverProvider>();
        IRenderedComponent<MudDialogProvider> dialogs = _ui.Render<MudDialogProvider>();
        IRenderedComponent<ConversationList> list = _ui.Render<ConversationList>();

        list.WaitForElement("[data-testid=conversation-menu] button").Click();
        popovers.WaitForElement("[data-testid=menu-share]").Click();
        dialogs.WaitForElement("[data-testid=share-right]").Change(nameof(ShareRight.Use));
        dialogs.Find("[data-testid=share-add]").Click();
        dialogs.WaitForAssertion(() => Assert.Equal("Research · Use", dialogs.Find(".share-about").TextContent));
        dialogs.Find("[data-testid=share-link-create]").Click();

        string link = dialogs.WaitForElement("[data-testid=share-link]").TextContent;
        string key = link[(link.LastIndexOf('/') + 1)..];
        Assert.Equal(new ShareTarget(ShareKind.Conversation, chat), (await _ui.Database.Shares.OpenAsync(Guid.NewGuid(), key, Cancellation))?.Target);
        Assert.Equal(ShareRight.Use, Assert.Single(await _ui.Database.Shares.ListForAsync(Bob, Cancellation)).Right);
        dialogs.WaitForAssertion(() => Assert.Equal(
            [$"ann Shared Conversation {chat} Succeeded Use Research", $"ann Shared Conversation {chat} Succeeded link"],
            TestAudit.Entries(_ui.Database).Select(TestAudit.Line)));
    }

    [Fact]
    public async Task Dialog_WithoutAGroup_SaysSoAndOffersTheLink()
    {
        Guid chat = await _ui.Database.CreateAsync("Plan");
        IRenderedComponent<MudDialogProvider> dialogs = await OpenAsync(new ShareTarget(ShareKind.Conversation, chat));

        Assert.Contains("You are in no group.", dialogs.WaitForElement("[data-testid=share-no-groups]").TextContent, StringComparison.Ordinal);
        Assert.Single(dialogs.FindAll("[data-testid=share-link-create]"));
    }

    [Fact]
    public async Task Share_AfterTheThingWasDeleted_SaysSo()
    {
        await JoinAsync(Ann);
        Guid chat = await _ui.Database.CreateAsync("Plan");
        IRenderedComponent<MudDialogProvider> dialogs = await OpenAsync(new ShareTarget(ShareKind.Conversation, chat));
        dialogs.WaitForElement("[data-testid=share-add]");
        await _ui.Database.Conversations.DeleteAsync(Ann, chat, Cancellation);

        dialogs.Find("[data-testid=share-add]").Click();

        Assert.Equal("It no longer exists.", dialogs.WaitForElement("[data-testid=share-problem]").TextContent);
    }

    [Fact]
    public async Task Menu_WithoutAccounts_HasNoShare()
    {
        _ui.Owner.Set(new SessionAccount(Ann, "local", AccountRole.Administrator));
        await _ui.Database.CreateAsync("Plan");
        IRenderedComponent<MudPopoverProvider> popovers = _ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = _ui.Render<ConversationList>();

        list.WaitForElement("[data-testid=conversation-menu] button").Click();

        popovers.WaitForElement("[data-testid=menu-rename]");
        Assert.Empty(popovers.FindAll("[data-testid=menu-share]"));
    }

    [Fact]
    public async Task Prompts_OfAGroup_AreAmongOnesOwn()
    {
        await JoinAsync(Ann, Bob);
        Guid prompt = (await _ui.Database.Prompts.AddAsync(Bob, "Review", "Review it.", cancellationToken: Cancellation))!.Id;
        await _ui.Database.Shares.ShareAsync(Bob, new ShareTarget(ShareKind.Prompt, prompt), Group, ShareRight.Use, Cancellation);
        IRenderedComponent<MudDialogProvider> dialogs = _ui.Render<MudDialogProvider>();
        IDialogReference dialog = await dialogs.InvokeAsync(() => _ui.Services.GetRequiredService<IDialogService>().ShowAsync<PromptDialog>());

        Assert.Contains("Review · Research", dialogs.WaitForElement("[data-testid=team-prompt-use]").TextContent, StringComparison.Ordinal);
        Assert.Empty(dialogs.FindAll("[data-testid=prompt-edit]"));
        dialogs.Find("[data-testid=team-prompt-use]").Click();

        Assert.Equal("Review it.", (await dialog.Result)?.Data);
    }

    private async Task<IRenderedComponent<MudDialogProvider>> OpenAsync(ShareTarget target)
    {
        IRenderedComponent<MudDialogProvider> dialogs = _ui.Render<MudDialogProvider>();
        await dialogs.InvokeAsync(() => ShareDialog.ShowAsync(_ui.Services.GetRequiredService<IDialogService>(), target, "Plan"));
        return dialogs;
    }

    private async Task JoinAsync(params Guid[] accounts)
    {
        using ChatDbContext context = _ui.Database.CreateDbContext();
        context.AddRange(accounts.Select(account => new GroupMember { GroupId = Group, AccountId = account }));
        await context.SaveChangesAsync(Cancellation);
    }
}
