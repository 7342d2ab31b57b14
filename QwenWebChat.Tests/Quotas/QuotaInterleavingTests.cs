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
        foreach ((int who, int action, int prompt, int max, int part) in steps)
        {
            switch (action)
            {
                case < 6:
                    RequestOwner owner = Ledgers.OwnerOf(who % 2 == 0 ? Ledgers.Ann : Ledgers.Bob, who < 2 ? "" : who < 4 ? "ci" : "ide");
                    try
                    {
                        (Guid id, int granted) = ledger.Admit(owner, prompt, max);
                        Assert.InRange(granted, 1, max);
                        running.Add((id, prompt, granted));
                    }
                    catch (QuotaExceededException)
                    {
                    }

                    break;
                case < 9 when running.Count > 0:
                    (Guid ended, int read, int most) = running[who % running.Count];
                    running.RemoveAt(who % running.Count);
                    // Some are cancelled before or during the prefill, some have a cached prefix.
                    int done = part < 20 ? 0 : part < 40 ? read / 2 : read;
                    ledger.Settle(ended, done, done < read ? 0 : most * part / 100, cached: done * (part % 3) / 3);
                    break;
                default:
                    time.Advance(TimeSpan.FromMinutes(part));
                    time.Jump(TimeSpan.FromMinutes((part % 5) - 2) * 30);
                    break;
            }

            foreach (QuotaSubject subject in Subjects)
            {
                QuotaLimits limits = ledger.Book.Of(subject);
                (long today, long month) = ledger.TokensOf(subject);
                (long reserved, int count) = ledger.ReservedOf(subject);
                Assert.True(today + reserved <= limits.TokensPerDay, $"{today} + {reserved} tokens of {limits.TokensPerDay}");
                Assert.True(limits.TokensPerMonth is null || month + reserved <= limits.TokensPerMonth);
                Assert.True(count <= limits.RequestsAtOnce);
            }
        }

        running.ForEach(request => ledger.Settle(request.Id, request.Prompt, request.Granted));
        Assert.All(Subjects, subject => Assert.Equal((0L, 0), ledger.ReservedOf(subject)));
    }
}
