using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Admin.Groups;
using QwenWebChat.App.Data;
using QwenWebChat.App.Retention;
using QwenWebChat.Tests.Audit;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Accounts;

/// <summary>The administrator's page of groups.</summary>
public sealed class GroupsPageTests
{
    [Fact]
    public async Task Create_ThenAddAndRemove_ShowsItAndRecordsIt()
    {
        await using UiContext ui = Prepare();
        IRenderedComponent<GroupsPage> page = ui.Render<GroupsPage>();
        Assert.Equal("There are no groups yet.", page.Find("[data-testid=groups-none]").TextContent);

        Create(page, " Research ");
        page.WaitForElement("[data-testid='group-Research'] [data-testid=group-add]").Change(TestDatabase.OtherOwner.ToString());
        page.WaitForAssertion(() => Assert.Equal("other", page.Find("[data-testid=group-member]").TextContent.Trim()));
        page.Find("[data-testid=group-remove]").Click();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=group-member]")));
        page.WaitForAssertion(() => Assert.Equal(
            ["local GroupMade Group Research Succeeded", "local GroupMemberAdded Group Research Succeeded other", "local GroupMemberRemoved Group Research Succeeded other"],
            Lines(ui)));
    }

    [Theory]
    [InlineData("en", "There is a group with this name already.")]
    [InlineData("zh-Hans", "已有同名的群组。")]
    public async Task Create_NameTaken_SaysSoAndKeepsTheText(string culture, string message)
    {
        await using UiContext ui = Prepare(culture);
        IRenderedComponent<GroupsPage> page = ui.Render<GroupsPage>();
        Create(page, "Research");
        page.WaitForElement("[data-testid='group-Research']");

        Create(page, "research");

        page.WaitForAssertion(() => Assert.Equal(message, page.Find("[data-testid=groups-problem]").TextContent.Trim()));
        Assert.Equal("research", page.Find("[data-testid=group-new-name]").GetAttribute("value"));
        Assert.Equal("local GroupMade Group research Refused NameTaken", Lines(ui).Last());
    }

    [Theory]
    [InlineData("10", 10, null)]
    [InlineData(" ", null, null)]
    [InlineData("0", 20, "Enter a whole number of days from 1 to 36500, or nothing.")]
    [InlineData("ten", 20, "Enter a whole number of days from 1 to 36500, or nothing.")]
    [InlineData("36501", 20, "Enter a whole number of days from 1 to 36500, or nothing.")]
    public async Task Days_Typed_AreStoredOrRefused(string text, int? stored, string? problem)
    {
        await using UiContext ui = Prepare();
        IRenderedComponent<GroupsPage> page = ui.Render<GroupsPage>();
        Create(page, "Research");
        page.WaitForElement("[data-testid=group-days]").Change("20");
        page.WaitForAssertion(() => Assert.Equal("20", page.Find("[data-testid=group-days]").GetAttribute("value")));

        page.Find("[data-testid=group-days]").Change(text);

        page.WaitForAssertion(() => Assert.Equal(
            problem is null ? $"local RetentionChanged Group Research Succeeded{(stored is null ? "" : $" {stored}")}" : "local RetentionChanged Group Research Refused RetentionInvalid", Lines(ui).Last()));
        page.WaitForAssertion(() => Assert.Equal(problem, page.FindAll("[data-testid=groups-problem]").SingleOrDefault()?.TextContent.Trim()));
        Assert.Equal(stored, (await ui.Services.GetRequiredService<GroupStore>().ListAsync(TestDatabase.Cancellation)).Single().RetentionDays);
    }

    [Fact]
    public async Task Rename_ByTheMenu_ShowsTheNewName()
    {
        await using UiContext ui = Prepare();
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<GroupsPage> page = ui.Render<GroupsPage>();
        Create(page, "Research");

        page.WaitForElement("[data-testid=group-menu] button").Click();
        popovers.WaitForElement("[data-testid=group-rename]").Click();
        AngleSharp.Dom.IElement field = page.WaitForElement("[data-testid=rename-field]");
        field.Input("Science");
        page.Find("[data-testid=rename-field]").KeyDown("Enter");

        page.WaitForElement("[data-testid='group-Science']");
        page.WaitForAssertion(() => Assert.Equal("local GroupRenamed Group Research Succeeded Science", Lines(ui).Last()));
    }

    [Fact]
    public async Task Delete_AfterTheQuestion_RemovesIt()
    {
        await using UiContext ui = Prepare();
        IRenderedComponent<MudPopoverProvider> popovers = ui.Render<MudPopoverProvider>();
        IRenderedComponent<MudDialogProvider> dialogs = ui.Render<MudDialogProvider>();
        IRenderedComponent<GroupsPage> page = ui.Render<GroupsPage>();
        Create(page, "Research");

        page.WaitForElement("[data-testid=group-menu] button").Click();
        popovers.WaitForElement("[data-testid=group-delete]").Click();
        dialogs.WaitForElement("[data-testid=delete-group-yes]").Click();

        page.WaitForElement("[data-testid=groups-none]");
        page.WaitForAssertion(() => Assert.Equal("local GroupDeleted Group Research Succeeded", Lines(ui).Last()));
    }

    private static UiContext Prepare(string culture = "en")
    {
        UiContext ui = new(culture);
        ui.Services.AddSingleton<AccountStore>();
        ui.Services.AddScoped(_ => ui.Database.CreateDbContext());
        ui.Services.AddSingleton(Options.Create(new RetentionOptions()));
        ui.Services.AddSingleton<RetentionStore>();
        ui.Services.AddSingleton<ConversationRetention>();
        return ui;
    }

    private static void Create(IRenderedComponent<GroupsPage> page, string name)
    {
        page.Find("[data-testid=group-new-name]").Input(name);
        page.Find("form.groups-new").Submit();
    }

    private static IEnumerable<string> Lines(UiContext ui) => TestAudit.Entries(ui.Database).Select(TestAudit.Line);
}
