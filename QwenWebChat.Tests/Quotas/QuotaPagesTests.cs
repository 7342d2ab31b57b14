using Bunit;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Components.Admin.Quotas;
using QwenWebChat.App.Components.Chat;
using QwenWebChat.App.Components.Quotas;
using QwenWebChat.App.Data;
using QwenWebChat.App.Hosting;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Limits on the pages: what is left, a refused message, and the administrator's page.</summary>
public sealed class QuotaPagesTests
{
    private static readonly QuotaRefusal DayUsed = new(QuotaLimit.TokensPerDay, QuotaScope.Account, 1_000, 990)
    {
        Needed = 40,
        RetryAfter = TimeSpan.FromMinutes(125),
        EndsAt = TimeProvider.System.GetLocalNow() + TimeSpan.FromMinutes(125),
    };

    [Theory]
    [InlineData("en", "You have used 990 of your 1,000 tokens for today, and this needs at least 40.", "2\u00a0h\u00a05\u00a0min")]
    [InlineData("zh-Hans", "您今天已用 990 / 1,000 个 token，而这次至少需要 40 个。", "2\u00a0h\u00a05\u00a0min")]
    public async Task Send_QuotaUsed_SaysWhichAndWhenItEndsAndKeepsTheText(string culture, string used, string ends)
    {
        await using UiContext ui = new(culture, ScriptedChatClient.Throwing(new QuotaExceededException(DayUsed)));
        IRenderedComponent<ChatPage> page = ui.Render<ChatPage>();
        IRenderedComponent<Composer> composer = page.FindComponent<Composer>();

        await composer.InvokeAsync(() => composer.Instance.SubmitAsync("new", "a long thought"));

        page.WaitForAssertion(() => Assert.Contains(used, page.Find("[data-testid=quota-reason]").TextContent, StringComparison.Ordinal));
        Assert.Contains(ends, page.Find("[data-testid=quota-reason]").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("a long thought", ui.JSInterop.Invocations["restore"].Single().Arguments[0]));
        Assert.Empty(page.FindAll("[data-testid=message-user]"));
    }

    [Fact]
    public async Task Notice_OnlyWhenLittleIsLeft_AndChangesWithTheUse()
    {
        await using UiContext ui = new();
        QuotaLedger ledger = ui.Services.GetRequiredService<QuotaLedger>();
        ledger.Use(Ledgers.Book(new QuotaLimits { TokensPerDay = 1_000 }));
        ledger.Use(Ledgers.OwnerOf(Ledgers.Ann), 800, 100);
        IRenderedComponent<QuotaNotice> notice = ui.Render<QuotaNotice>(parameters => parameters.Add(part => part.AccountId, Ledgers.Ann));
        Assert.Empty(notice.FindAll("[data-testid=quota-notice]"));

        ledger.Use(Ledgers.OwnerOf(Ledgers.Bob), 950, 10);
        ledger.Use(Ledgers.OwnerOf(Ledgers.Ann), 20, 11);

        notice.WaitForAssertion(() => Assert.StartsWith("69 of 1,000 tokens left today", notice.Find("[data-testid=quota-notice]").TextContent.Trim(), StringComparison.Ordinal));
        ledger.Use(QuotaBook.Empty);
        notice.WaitForAssertion(() => Assert.Empty(notice.FindAll("[data-testid=quota-notice]")));
    }

    [Fact]
    public async Task Summary_OfAnAccount_ListsEachLimitWithItsRest()
    {
        await using UiContext ui = new();
        QuotaLedger ledger = ui.Services.GetRequiredService<QuotaLedger>();
        IRenderedComponent<QuotaSummary> none = ui.Render<QuotaSummary>(parameters => parameters.Add(part => part.AccountId, Ledgers.Ann));
        Assert.Contains("Nothing limits your use.", none.Markup, StringComparison.Ordinal);
        ledger.Use(Ledgers.Book(new QuotaLimits { TokensPerDay = 1_000, RequestsPerMinute = 3 }));
        ledger.Use(Ledgers.OwnerOf(Ledgers.Ann), 100, 50);

        IRenderedComponent<QuotaSummary> summary = ui.Render<QuotaSummary>(parameters => parameters.Add(part => part.AccountId, Ledgers.Ann));

        Assert.StartsWith("850 of 1,000 tokens left today", summary.Find("[data-testid=quota-TokensPerDay]").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("150", summary.Find("progress").GetAttribute("value"));
        Assert.Equal("2 of 3 requests left in this minute.", summary.Find("[data-testid=quota-RequestsPerMinute]").TextContent.Trim());
    }

    [Theory]
    [InlineData("en", "default limits", "50 tokens a day · 2 requests at once")]
    [InlineData("zh-Hans", "默认上限", "每天 50 个 token · 同时 2 个请求")]
    public async Task Admin_LimitsEditedInPlace_HoldAtOnce(string culture, string unset, string set)
    {
        await using UiContext ui = new(culture);
        ui.Services.AddQuotas();
        QuotaLedger ledger = ui.Services.GetRequiredService<QuotaLedger>();
        ledger.Use(Ledgers.OwnerOf(TestDatabase.LocalOwner), 20, 10);
        ledger.Use(Ledgers.OwnerOf(TestDatabase.OtherOwner), 60, 30);
        IRenderedComponent<QuotasPage> page = ui.Render<QuotasPage>();
        string other = "[data-testid=quota-of-other]";
        page.WaitForAssertion(() => Assert.Equal(unset, page.Find($"{other} [data-testid=quota-limits]").TextContent));
        Assert.Contains("90 (75\u00a0%)", page.Find($"{other} [data-testid=quota-today]").TextContent, StringComparison.Ordinal);

        page.Find($"{other} [data-testid=quota-edit]").Click();
        page.Find($"{other} [data-testid=limit-day]").Change("50");
        page.Find($"{other} [data-testid=limit-once]").Change("2");
        page.Find($"{other} [data-testid=quota-form]").Submit();

        page.WaitForAssertion(() => Assert.Equal(set, page.Find($"{other} [data-testid=quota-limits]").TextContent));
        Assert.Equal(90, ledger.Refusal(Ledgers.OwnerOf(TestDatabase.OtherOwner), 1, 1).Used);
        ledger.Use(Ledgers.OwnerOf(TestDatabase.LocalOwner), 1_000, 1_000);
        Assert.Equal(2_030, ledger.TokensOf(QuotaSubject.Of(TestDatabase.LocalOwner)).Today);
    }

    [Fact]
    public async Task Admin_Defaults_AreShownWhereAMemberHasNone()
    {
        await using UiContext ui = new();
        ui.Services.AddQuotas();
        IRenderedComponent<QuotasPage> page = ui.Render<QuotasPage>();
        page.Find("[data-testid=quota-of-default] [data-testid=quota-edit]").Click();
        page.Find("[data-testid=limit-month]").Change("12345");
        page.Find("[data-testid=quota-form]").Submit();
        page.WaitForAssertion(() => Assert.Equal("12,345 tokens a month", page.Find("[data-testid=quota-of-default] [data-testid=quota-limits]").TextContent));

        page.Find("[data-testid=quota-of-other] [data-testid=quota-edit]").Click();

        Assert.Equal("12,345", page.Find("[data-testid=limit-month]").GetAttribute("placeholder"));
        page.Find("[data-testid=quota-cancel]").Click();
        Assert.Empty(page.FindAll("[data-testid=quota-form]"));
    }

    [Fact]
    public async Task Admin_LimitsOfAGroup_HoldForItsMembersUnlessOneIsUnlimited()
    {
        const string other = "[data-testid=quota-of-other]";
        await using UiContext ui = new();
        ui.Services.AddQuotas();
        GroupStore groups = ui.Services.GetRequiredService<GroupStore>();
        Assert.Null(await groups.CreateAsync("team"));
        Guid group = Assert.Single(await groups.ListAsync(TestDatabase.Cancellation)).Id;
        Assert.Null(await groups.AddMemberAsync(group, TestDatabase.OtherOwner));
        QuotaLedger ledger = ui.Services.GetRequiredService<QuotaLedger>();
        IRenderedComponent<QuotasPage> page = ui.Render<QuotasPage>();

        page.WaitForElement("[data-testid=quota-of-team] [data-testid=quota-edit]").Click();
        page.Find("[data-testid=limit-day]").Change("50");
        page.Find("[data-testid=quota-form]").Submit();
        page.WaitForAssertion(() => Assert.Equal("50 tokens a day", page.Find("[data-testid=quota-of-team] [data-testid=quota-limits]").TextContent));
        Assert.Equal("limits of the groups, or default", page.Find($"{other} [data-testid=quota-limits]").TextContent);
        Assert.Equal(50, ledger.Refusal(Ledgers.OwnerOf(TestDatabase.OtherOwner), 60, 10).Allowed);
        ledger.Use(Ledgers.OwnerOf(TestDatabase.LocalOwner), 60, 10);

        page.Find($"{other} [data-testid=quota-edit]").Click();
        Assert.Equal("50", page.Find("[data-testid=limit-day]").GetAttribute("placeholder"));
        page.Find("[data-testid=limit-none]").Change(true);
        Assert.Equal("unlimited", page.Find("[data-testid=limit-day]").GetAttribute("placeholder"));
        page.Find("[data-testid=quota-form]").Submit();
        page.WaitForAssertion(() => Assert.Equal("unlimited", page.Find($"{other} [data-testid=quota-limits]").TextContent));
        ledger.Use(Ledgers.OwnerOf(TestDatabase.OtherOwner), 60, 10);

        Assert.Null(await groups.DeleteAsync(group));
        using ChatDbContext context = ui.Database.CreateForAll();
        Assert.Equal([QuotaSubject.Of(TestDatabase.OtherOwner).Name], context.Quotas.Select(row => row.Subject));
        Assert.True(context.Quotas.Single().Limits.IsUnlimitedOtherwise);
    }
}
