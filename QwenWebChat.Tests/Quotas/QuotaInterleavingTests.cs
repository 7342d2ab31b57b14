using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Requests of several accounts and keys begin, end and are cancelled in any order.</summary>
public sealed class QuotaInterleavingTests
{
    private static readonly QuotaSubject[] Subjects = [QuotaSubject.Of(Ledgers.Ann), QuotaSubject.Of(Ledgers.Bob), QuotaSubject.Of("ci"), QuotaSubject.Of("ide")];

    private static readonly QuotaLimits Limits = new() { TokensPerDay = 400, TokensPerMonth = 3_000, RequestsPerMinute = 6, RequestsAtOnce = 3, MaxPromptTokens = 150 };

    private static readonly QuotaLimits KeyLimits = new() { TokensPerDay = 250, RequestsAtOnce = 2 };

    [Fact]
    public void Admit_AnyInterleaving_NeverExceedsALimitAndLeaksNoReservation()
    {
        Gen<(int Who, int Action, int Prompt, int Max, int Part)> step =
            from who in Gen.Choose(0, 5)
            from action in Gen.Choose(0, 9)
            from prompt in Gen.Choose(1, 160)
            from max in Gen.Choose(1, 300)
            from part in Gen.Choose(0, 100)
            select (who, action, prompt, max, part);
        SeededProperty.Holds(step.ArrayOf(120), 200, Check, SeededProperty.Shorter);
    }

    private static void Check((int Who, int Action, int Prompt, int Max, int Part)[] steps)
    {
        TwoClocks time = new(new DateTimeOffset(2026, 1, 30, 20, 0, 0, TimeSpan.Zero));
        QuotaLedger ledger = Ledgers.Create(time, Limits, (Subjects[2], KeyLimits), (Subjects[3], KeyLimits));
        List<(Guid Id, int Prompt, int Granted)> running = [];
        foreach ((int Who, int Action, int Prompt, int Max, int Part) step in steps)
        {
            switch (step.Action)
            {
                case < 6:
                    Begin(ledger, step.Who, step.Prompt, step.Max, running);
                    break;
                case < 9 when running.Count > 0:
                    End(ledger, step.Who % running.Count, step.Part, running);
                    break;
                default:
                    time.Advance(TimeSpan.FromMinutes(step.Part));
                    time.Jump(TimeSpan.FromMinutes((step.Part % 5) - 2) * 30);
                    break;
            }

            CheckLimits(ledger);
        }

        running.ForEach(request => ledger.Settle(request.Id, request.Prompt, request.Granted));
        Assert.All(Subjects, subject => Assert.Equal((0L, 0), ledger.ReservedOf(subject)));
    }

    private static void Begin(QuotaLedger ledger, int who, int prompt, int max, List<(Guid Id, int Prompt, int Granted)> running)
    {
        RequestOwner owner = Ledgers.OwnerOf(who % 2 == 0 ? Ledgers.Ann : Ledgers.Bob, who < 2 ? "" : who < 4 ? "ci" : "ide");
        try
        {
            (Guid id, int granted) = ledger.Admit(owner, prompt, max);
            Assert.InRange(granted, 1, max);
            running.Add((id, prompt, granted));
        }
        catch (QuotaExceededException)
        {
            // Nothing is reserved, which the check of the limits and the end of the case show.
        }
    }

    // Some are cancelled before or during the prefill, some have a cached prefix.
    private static void End(QuotaLedger ledger, int index, int part, List<(Guid Id, int Prompt, int Granted)> running)
    {
        (Guid id, int prompt, int granted) = running[index];
        running.RemoveAt(index);
        int read = part < 20 ? 0 : part < 40 ? prompt / 2 : prompt;
        ledger.Settle(id, read, read < prompt ? 0 : granted * part / 100, cached: read * (part % 3) / 3);
    }

    private static void CheckLimits(QuotaLedger ledger)
    {
        foreach (QuotaSubject subject in Subjects)
        {
            QuotaLimits limits = ledger.Book.Of(subject);
            (long today, long month) = ledger.TokensOf(subject);
            (long reserved, int count) = ledger.ReservedOf(subject);
            Assert.True(today + reserved <= limits.TokensPerDay, $"{today} + {reserved} tokens of {limits.TokensPerDay}");
            Assert.True(limits.TokensPerMonth is null || month + reserved <= limits.TokensPerMonth, $"{month} + {reserved} tokens of {limits.TokensPerMonth}");
            Assert.True(count <= limits.RequestsAtOnce, $"{count} requests of {limits.RequestsAtOnce}");
        }
    }
}
