using Bunit;
using QwenWebChat.App.Components.Admin.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Components.Admin;

/// <summary>The page of the audit log.</summary>
public sealed class AuditPageTests
{
    [Theory]
    [InlineData("en", "Nothing has been recorded yet.")]
    [InlineData("zh-Hans", "还没有任何记录。")]
    public async Task Page_Empty_SaysSo(string culture, string text)
    {
        await using UiContext ui = new(culture);

        IRenderedComponent<AuditPage> page = ui.Render<AuditPage>();

        Assert.Equal(text, page.WaitForElement("[data-testid=audit-none]").TextContent);
    }

    [Theory]
    [InlineData("en", "Ada|Change a role|Account<b>bob</b>|RefusedLastAdministrator|192.0.2.1")]
    [InlineData("zh-Hans", "Ada|更改角色|账户<b>bob</b>|被拒绝LastAdministrator|192.0.2.1")]
    public async Task Entry_Shown_HasItsPartsInTheLanguage(string culture, string cells)
    {
        await using UiContext ui = new(culture);
        Add(ui, new AuditEntry
        {
            At = TimeProvider.System.GetUtcNow(),
            ActorId = Guid.NewGuid(),
            ActorName = "Ada",
            Action = AuditAction.RoleChanged,
            Outcome = AuditOutcome.Refused,
            TargetKind = AuditTargetKind.Account,
            Target = "<b>bob</b>",
            Detail = "LastAdministrator",
            Address = "192.0.2.1",
        });

        IRenderedComponent<AuditPage> page = ui.Render<AuditPage>();

        page.WaitForElement("[data-testid=audit-entry]");
        Assert.Equal(cells.Split('|'), page.FindAll("[data-testid=audit-entry] td").Skip(1).Select(cell => cell.TextContent.Trim()));
    }

    [Fact]
    public async Task Pages_OlderAndNewer_KeepTheirPlaceWhateverIsAdded()
    {
        await using UiContext ui = new();
        for (int number = 0; number < 60; number++)
        {
            Add(ui, Entry($"target {number}"));
        }

        IRenderedComponent<AuditPage> page = ui.Render<AuditPage>();
        page.WaitForAssertion(() => Assert.Equal(("target 59", 50), (First(page), page.FindAll("[data-testid=audit-entry]").Count)));
        Add(ui, Entry("new"));

        page.Find("[data-testid=audit-older]").Click();
        page.WaitForAssertion(() => Assert.Equal(("target 9", 10), (First(page), page.FindAll("[data-testid=audit-entry]").Count)));
        Assert.True(page.Find("[data-testid=audit-older]").HasAttribute("disabled"));
        page.Find("[data-testid=audit-newer]").Click();
        page.WaitForAssertion(() => Assert.Equal("new", First(page)));
    }

    [Fact]
    public async Task Filter_ByNameActionOutcomeAndTime_ShowsThoseAndIsInTheExport()
    {
        await using UiContext ui = new();
        Add(ui, Entry("one"), Entry("two", AuditAction.KeyMade), Entry("three", AuditAction.KeyMade, AuditOutcome.Refused), Entry("one", at: TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(3)));
        IRenderedComponent<AuditPage> page = ui.Render<AuditPage>();
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("[data-testid=audit-entry]").Count));

        page.Find("[data-testid=audit-action]").Change("KeyMade");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=audit-entry]").Count));
        page.Find("[data-testid=audit-outcome]").Change("Refused");
        page.WaitForAssertion(() => Assert.Equal("three", First(page)));
        Assert.Equal("admin/audit.csv?action=KeyMade&outcome=Refused", page.Find("[data-testid=audit-export]").GetAttribute("href"));
        page.Find("[data-testid=audit-clear]").Click();
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("[data-testid=audit-entry]").Count));
        page.Find("[data-testid=audit-name]").Change("ONE");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=audit-entry]").Count));
        page.Find("[data-testid=audit-range]").Change("24");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=audit-entry]")));
        page.Find("[data-testid=audit-name]").Change("nobody");
        page.WaitForAssertion(() => Assert.Equal("No entry matches the filter.", page.Find("[data-testid=audit-none]").TextContent));
    }

    private static AuditEntry Entry(string target, AuditAction action = AuditAction.SignIn, AuditOutcome outcome = AuditOutcome.Succeeded, DateTimeOffset? at = null) =>
        new() { At = at ?? TimeProvider.System.GetUtcNow(), Action = action, Outcome = outcome, TargetKind = AuditTargetKind.Account, Target = target };

    private static string First(IRenderedComponent<AuditPage> page) => page.Find(".audit-target").TextContent;

    private static void Add(UiContext ui, params AuditEntry[] entries)
    {
        using ChatDbContext context = ui.Database.CreateForAll();
        context.AddRange(entries);
        context.SaveChanges();
    }
}
