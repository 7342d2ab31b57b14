using Bunit;
using MudBlazor;
using QwenWebChat.App.Components.Admin.Quotas;
using QwenWebChat.App.Components.Conversations;
using QwenWebChat.App.Components.Models;
using QwenWebChat.App.Hosting;
using QwenWebChat.Tests.Components;

namespace QwenWebChat.Tests.Audit;

/// <summary>Actions on pages are recorded.</summary>
public sealed class AuditOnPagesTests
{
    [Fact]
    public async Task DeleteConversation_ByItsMenu_IsRecordedByIdAlone()
    {
        await using UiContext ui = new();
        Guid id = await ui.Database.CreateAsync("a private title");
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();

        Choose(popovers, list, "conversation-menu", "menu-delete");

        list.WaitForAssertion(() => Assert.Equal([$"local ConversationDeleted Conversation {id} Succeeded"], Lines(ui)));
    }

    [Fact]
    public async Task DeleteFolder_ByItsMenu_IsRecorded()
    {
        await using UiContext ui = new();
        Guid id = await ui.CreateFolderAsync("a private name");
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<ConversationList> list = ui.Render<ConversationList>();

        Choose(popovers, list, "folder-menu", "folder-delete");

        list.WaitForAssertion(() => Assert.Equal([$"local FolderDeleted Folder {id} Succeeded"], Lines(ui)));
    }

    [Theory]
    [InlineData(null, "Succeeded")]
    [InlineData("config.json is missing.", "Failed")]
    public async Task LoadModel_ByTheForm_IsRecordedWithItsOutcome(string? error, string outcome)
    {
        await using UiContext ui = new();
        ui.Host.Become(FakeModelHost.Ready with { Error = error });
        IRenderedComponent<ModelPathForm> form = ui.Render<ModelPathForm>(parameters => parameters.Add(p => p.Status, FakeModelHost.Ready));

        form.Find("[data-testid=model-path]").Input("/models/qwen");
        form.Find("form").Submit();

        form.WaitForAssertion(() => Assert.Equal([$"local ModelChanged Model /models/qwen {outcome}"], Lines(ui)));
    }

    [Fact]
    public async Task SetLimits_OfAMemberAndOfAll_IsRecordedWithoutTheLimits()
    {
        await using UiContext ui = new();
        ui.Services.AddQuotas();
        IRenderedComponent<QuotasPage> page = ui.Render<QuotasPage>();
        foreach (string name in (string[])["other", "default"])
        {
            page.WaitForElement($"[data-testid=quota-of-{name}] [data-testid=quota-edit]").Click();
            page.Find("[data-testid=limit-day]").Change("50");
            page.Find("[data-testid=quota-form]").Submit();
            page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=quota-form]")));
        }

        Assert.Equal(["local LimitsChanged Limits other Succeeded", "local LimitsChanged Limits default Succeeded"], Lines(ui));
    }

    private static IEnumerable<string> Lines(UiContext ui) => TestAudit.Entries(ui.Database).Select(TestAudit.Line);

    private static void Choose(IRenderedComponent<MudPopoverProvider> popovers, IRenderedComponent<ConversationList> list, string menu, string choice)
    {
        list.WaitForElement($"[data-testid={menu}] button").Click();
        popovers.WaitForElement($"[data-testid={choice}]").Click();
    }
}
