using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Components.Localization;
using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;

namespace QwenWebChat.App.Components.Admin.Quotas;

/// <summary>Shows what each member and key uses, and sets their limits.</summary>
public sealed partial class QuotasPage : IDisposable
{
    private IReadOnlyList<(Guid Id, string Name)> _accounts = [];
    private IReadOnlyList<string> _keys = [];
    private bool _hasFailed;

    [Inject]
    private QuotaLedger Ledger { get; set; } = null!;

    [Inject]
    private QuotaStore Store { get; set; } = null!;

    [Inject]
    private UsageWriter Writer { get; set; } = null!;

    [Inject]
    private QuotaSubjects Subjects { get; set; } = null!;

    [Inject]
    private CircuitCulture Culture { get; set; } = null!;

    private QuotaBook Book => Ledger.Book;

    public void Dispose()
    {
        Ledger.LimitsChanged -= Refresh;
        Writer.Written -= Refresh;
    }

    protected override async Task OnInitializedAsync()
    {
        Ledger.LimitsChanged += Refresh;
        // Written at most as often as the database writes, unlike the ends of requests.
        Writer.Written += Refresh;
        await ReadAsync();
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await ReadAsync();
        Culture.Run(StateHasChanged);
    });

    private async Task ReadAsync() => (_accounts, _keys) = await Subjects.ListAsync();

    private UsageShare ShareOf(QuotaSubject subject)
    {
        (long today, long month) = Ledger.TokensOf(subject);
        (long allToday, long allMonth) = _accounts.Select(account => Ledger.TokensOf(QuotaSubject.Of(account.Id))).Aggregate((Today: 0L, Month: 0L), (sum, used) => (sum.Today + used.Today, sum.Month + used.Month));
        return new UsageShare(today, month, Share(today, allToday), Share(month, allMonth));
    }

    private static double Share(long part, long all) => all > 0 ? (double)part / all : 0;

    private async Task SaveAsync(QuotaSubject? subject, QuotaLimits limits)
    {
        try
        {
            await Store.SaveAsync(subject, limits);
            _hasFailed = false;
        }
        catch (DbUpdateException)
        {
            // The disk is full, or another program locks the file.
            _hasFailed = true;
        }
    }
}
