using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.App.Quotas;

namespace QwenWebChat.App.Components.Admin.Quotas;

/// <summary>Shows what each member and key uses, and sets their limits.</summary>
public sealed partial class QuotasPage : IDisposable
{
    private IReadOnlyList<AccountView> _accounts = [];
    private IReadOnlyList<GroupView> _groups = [];
    private IReadOnlyList<ApiKeyView> _keys = [];
    private bool _hasFailed;

    [Inject]
    private QuotaLedger Ledger { get; set; } = null!;

    [Inject]
    private QuotaStore Store { get; set; } = null!;

    [Inject]
    private UsageWriter Writer { get; set; } = null!;

    [Inject]
    private AccountStore Accounts { get; set; } = null!;

    [Inject]
    private GroupStore Groups { get; set; } = null!;

    [Inject]
    private ApiKeyStore ApiKeys { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    private QuotaBook Book => Ledger.Book;

    public void Dispose()
    {
        Ledger.LimitsChanged -= Redraw;
        Writer.Written -= Redraw;
    }

    protected override async Task OnInitializedAsync()
    {
        Ledger.LimitsChanged += Redraw;
        // Rarer than the ends of requests, and not on the engine's thread.
        Writer.Written += Redraw;
        _accounts = await Accounts.ListAsync();
        _groups = await Groups.ListAsync();
        DateTimeOffset now = Time.GetUtcNow();
        _keys = [.. (await ApiKeys.ListAllAsync()).Where(key => key.IsUsable(now)).OrderBy(key => key.OwnerName).ThenBy(key => key.Name)];
    }

    private void Redraw() => _ = InvokeAsync(() => Culture.Run(StateHasChanged));

    private (long Today, long Month) Sum()
    {
        (long Today, long Month)[] used = [.. _accounts.Select(account => Ledger.TokensOf(QuotaSubject.Of(account.Id)))];
        return (used.Sum(account => account.Today), used.Sum(account => account.Month));
    }

    private UsageShare ShareOf(QuotaSubject subject, (long Today, long Month) all)
    {
        (long today, long month) = Ledger.TokensOf(subject);
        return new UsageShare(today, month, Share(today, all.Today), Share(month, all.Month));
    }

    private string UnsetOf(AccountView account) => Text[Book.GroupsOf(account.Id).Any() ? "QuotaOfGroups" : "QuotaDefault"];

    private static double Share(long part, long all) => all > 0 ? (double)part / all : 0;

    private async Task SaveAsync(QuotaSubject? subject, string name, QuotaLimits limits)
    {
        try
        {
            await Store.SaveAsync(subject, limits);
            _hasFailed = false;
            await Trail.RecordAsync(AuditAction.LimitsChanged, new AuditTarget(AuditTargetKind.Limits, name));
        }
        catch (DbUpdateException)
        {
            // The disk is full, or another program locks the file.
            _hasFailed = true;
        }
    }
}
