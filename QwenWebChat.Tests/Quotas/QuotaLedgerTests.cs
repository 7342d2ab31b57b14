using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Each limit, whose it is, and what is left of it.</summary>
public sealed class QuotaLedgerTests
{
    private static readonly RequestOwner Ann = Ledgers.OwnerOf(Ledgers.Ann);
    private static readonly RequestOwner Bob = Ledgers.OwnerOf(Ledgers.Bob);

    private readonly TwoClocks _time = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Admit_NoLimits_GrantsAll()
    {
        QuotaLedger ledger = new(_time);

        Assert.Equal(8_192, ledger.Admit(Ann, 30_000, 8_192).Granted);
        Assert.Empty(ledger.StatesOf(Ledgers.Ann));
    }

    [Fact]
    public void Admit_TokensOfTheDayUsed_IsRefusedUntilExactlyMidnight()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000 });
        ledger.Use(Ann, 600, 390);

        QuotaRefusal refusal = ledger.Refusal(Ann, 5, 20);

        Assert.Equal((QuotaLimit.TokensPerDay, QuotaScope.Account, 1_000L, 990L, 0L, 21L), (refusal.Limit, refusal.Scope, refusal.Allowed, refusal.Used, refusal.Reserved, refusal.Needed));
        Assert.Equal((TimeSpan.FromHours(12), new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero)), (refusal.RetryAfter, refusal.EndsAt));
        _time.Advance(refusal.RetryAfter!.Value - TimeSpan.FromTicks(1));
        ledger.Refusal(Ann, 5, 20);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(20, ledger.Admit(Ann, 5, 20).Granted);
    }

    [Fact]
    public void Admit_TokensOfTheMonthUsed_IsRefusedUntilTheNextMonth()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerMonth = 1_000, TokensPerDay = 990 });
        ledger.Use(Ann, 600, 390);

        QuotaRefusal refusal = ledger.Refusal(Ann, 5, 20);

        Assert.Equal((QuotaLimit.TokensPerMonth, new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)), (refusal.Limit, refusal.EndsAt));
        _time.Advance(refusal.RetryAfter!.Value);
        Assert.Equal(20, ledger.Admit(Ann, 5, 20).Granted);
    }

    [Fact]
    public void Admit_RequestsOfTheMinuteMade_IsRefusedUntilTheFirstIsAMinuteOld()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { RequestsPerMinute = 2 });
        ledger.Use(Ann, 1, 1);
        _time.Advance(TimeSpan.FromSeconds(20));
        ledger.Use(Ann, 1, 1);
        _time.Advance(TimeSpan.FromSeconds(5));

        QuotaRefusal refusal = ledger.Refusal(Ann, 1, 1);

        Assert.Equal((QuotaLimit.RequestsPerMinute, 2L, 2L, TimeSpan.FromSeconds(35)), (refusal.Limit, refusal.Allowed, refusal.Used, refusal.RetryAfter));
        _time.Advance(refusal.RetryAfter!.Value);
        ledger.Use(Ann, 1, 1);
        Assert.Equal(TimeSpan.FromSeconds(20), ledger.Refusal(Ann, 1, 1).RetryAfter);
    }

    [Fact]
    public void Admit_RequestsAtOnceRunning_IsRefusedUntilOneEnds()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { RequestsAtOnce = 2 });
        Guid first = ledger.Admit(Ann, 1, 1).Id;
        ledger.Admit(Ann, 1, 1);

        QuotaRefusal refusal = ledger.Refusal(Ann, 1, 1);
        ledger.Settle(first, 1, 1);

        Assert.Equal((QuotaLimit.RequestsAtOnce, 2L, 2L, null), (refusal.Limit, refusal.Allowed, refusal.Used, refusal.RetryAfter));
        Assert.Equal(1, ledger.Admit(Ann, 1, 1).Granted);
    }

    [Fact]
    public void Admit_PromptTooLong_IsRefusedForGood()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { MaxPromptTokens = 100 });

        QuotaRefusal refusal = ledger.Refusal(Ann, 101, 1);

        Assert.Equal((QuotaLimit.PromptTokens, 100L, 101L, null, true), (refusal.Limit, refusal.Allowed, refusal.Needed, refusal.RetryAfter, refusal.IsTooLarge));
        Assert.Equal(1, ledger.Admit(Ann, 100, 1).Granted);
    }

    [Fact]
    public void Admit_MoreThanALimitEverAllows_NamesNoTime()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 100, RequestsAtOnce = 1 });

        QuotaRefusal refusal = ledger.Refusal(Ann, 85, 200);

        Assert.Equal((QuotaLimit.TokensPerDay, 101L, null, true), (refusal.Limit, refusal.Needed, refusal.RetryAfter, refusal.IsTooLarge));
    }

    [Fact]
    public void Admit_LittleLeft_ShortensAChatsAnswerAndRefusesASection()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 8_000 });

        QuotaRefusal section = ledger.Refusal(Ann, 1_000, 7_500, RequestKind.Document);
        (Guid id, int granted) = ledger.Admit(Ann, 1_000, 8_192);

        Assert.Equal((8_500L, true), (section.Needed, section.IsTooLarge));
        Assert.Equal(7_000, granted);
        ledger.Settle(id, 1_000, 7_000);
        Assert.Equal(0, Assert.Single(ledger.StatesOf(Ledgers.Ann)).Left);
    }

    [Fact]
    public void Admit_RestIsHeldByARunningAnswer_NamesNoTimeAndIsAdmittedAfterIt()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000 });
        Guid running = ledger.Admit(Ann, 100, 8_192).Id;

        QuotaRefusal refusal = ledger.Refusal(Ann, 100, 50);
        ledger.Settle(running, 100, 20);

        Assert.Equal((0L, 1_000L, null, false), (refusal.Used, refusal.Reserved, refusal.RetryAfter, refusal.IsTooLarge));
        Assert.Equal(50, ledger.Admit(Ann, 100, 50).Granted);
    }

    [Fact]
    public void Settle_PartOfThePromptWasCached_ChargesWhatWasComputed()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 10_000 });
        List<TokenUsage> settled = [];
        ledger.Settled += settled.Add;
        Guid id = ledger.Admit(Ledgers.OwnerOf(Ledgers.Ann, "ci"), 1_000, 100).Id;

        ledger.Settle(id, 1_000, 30, cached: 960);
        ledger.Settle(id, 1_000, 30);

        Assert.Equal((70L, 70L), ledger.TokensOf(QuotaSubject.Of(Ledgers.Ann)));
        Assert.Equal((70L, 70L), ledger.TokensOf(QuotaSubject.Of("ci")));
        Assert.Equal(new TokenUsage { AccountId = Ledgers.Ann, Key = "ci", Day = new DateOnly(2026, 3, 10), PromptTokens = 40, NewTokens = 30, RequestCount = 1 }, Assert.Single(settled));
    }

    [Fact]
    public void Admit_OwnLimits_ReplaceTheDefaultsOneByOne()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 100, RequestsAtOnce = 1 }, (QuotaSubject.Of(Ledgers.Ann), new QuotaLimits { TokensPerDay = 1_000 }));

        ledger.Admit(Ann, 500, 10);

        Assert.Equal(QuotaLimit.RequestsAtOnce, ledger.Refusal(Ann, 10, 10).Limit);
        Assert.Equal(QuotaLimit.TokensPerDay, ledger.Refusal(Bob, 500, 10).Limit);
    }

    [Theory]
    [InlineData(300, 1_000, QuotaScope.Account)]
    [InlineData(1_000, 300, QuotaScope.Key)]
    public void Admit_AccountAndKey_TheStrictestHolds(int account, int key, QuotaScope strictest)
    {
        QuotaLedger ledger = Ledgers.Create(
            _time, QuotaLimits.None, (QuotaSubject.Of(Ledgers.Ann), new QuotaLimits { TokensPerDay = account }), (QuotaSubject.Of("ci"), new QuotaLimits { TokensPerDay = key }));
        RequestOwner byKey = Ledgers.OwnerOf(Ledgers.Ann, "ci");
        ledger.Use(byKey, 250, 50);

        Assert.Equal((strictest, 300L), (ledger.Refusal(byKey, 1, 1).Scope, ledger.Refusal(byKey, 1, 1).Used));
        // The pages have the account's limit alone; another key has what the account has left.
        bool isAccountFree = strictest == QuotaScope.Key;
        Assert.Equal(isAccountFree, Record.Exception(() => ledger.Use(Ann, 1, 1)) is null);
        Assert.Equal(isAccountFree, Record.Exception(() => ledger.Use(Ledgers.OwnerOf(Ledgers.Ann, "other"), 1, 1)) is null);
    }

    [Fact]
    public void Admit_KeyWithoutLimits_HasThoseOfItsAccountAndNoDefaults()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 100 }, (QuotaSubject.Of(Ledgers.Ann), new QuotaLimits { TokensPerDay = 500 }));
        RequestOwner byKey = Ledgers.OwnerOf(Ledgers.Ann, "ci");

        ledger.Use(byKey, 300, 100);

        Assert.Equal((QuotaScope.Account, 500L), (ledger.Refusal(byKey, 90, 50).Scope, ledger.Refusal(byKey, 90, 50).Allowed));
    }

    [Fact]
    public void Admit_OwnerThatIsNoAccount_IsNotCounted()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1 });

        Assert.Equal(100, ledger.Admit(RequestOwner.Unknown, 100, 100).Granted);
    }

    [Fact]
    public void Use_LimitsLoweredWhileRunning_RefusesTheNextOnly()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000 });
        Guid running = ledger.Admit(Ann, 100, 500).Id;

        ledger.Use(Ledgers.Book(new QuotaLimits { TokensPerDay = 50 }));
        ledger.Settle(running, 100, 500);

        Assert.Equal((600L, 50L), (ledger.Refusal(Ann, 1, 1).Used, ledger.Refusal(Ann, 1, 1).Allowed));
        Assert.Equal(0, ledger.StatesOf(Ledgers.Ann)[0].Left);
    }

    [Fact]
    public void Admit_Refused_ReservesNothing()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000, RequestsPerMinute = 5 }, (QuotaSubject.Of("ci"), new QuotaLimits { TokensPerDay = 10 }));

        ledger.Refusal(Ledgers.OwnerOf(Ledgers.Ann, "ci"), 100, 100);

        Assert.All(ledger.StatesOf(Ledgers.Ann), state => Assert.Equal(state.Allowed, state.Left));
    }

    [Fact]
    public void StatesOf_AfterRequests_SaysWhatIsLeftAndWhenItIsBack()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000, TokensPerMonth = 5_000, RequestsPerMinute = 10 });
        ledger.Use(Ann, 100, 50);
        _time.Advance(TimeSpan.FromSeconds(15));
        ledger.Admit(Ann, 200, 100);

        Assert.Equal(
            [
                new LimitState(QuotaLimit.TokensPerDay, QuotaScope.Account, 1_000, 150, 300, new TimeSpan(11, 59, 45)),
                new LimitState(QuotaLimit.TokensPerMonth, QuotaScope.Account, 5_000, 150, 300, new TimeSpan(21, 11, 59, 45)),
                new LimitState(QuotaLimit.RequestsPerMinute, QuotaScope.Account, 10, 2, 0, TimeSpan.FromMinutes(1)),
            ],
            ledger.StatesOf(Ledgers.Ann));
        Assert.Equal([550, 4_550, 8], ledger.StatesOf(Ledgers.Ann).Select(state => state.Left));
    }

    [Fact]
    public void Restore_RowsOfTheMonth_CountsOn()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000, TokensPerMonth = 5_000 });

        ledger.Restore(
        [
            Row(9, "", 1_000, 500), Row(10, "", 300, 100), Row(10, "ci", 50, 50),
        ]);

        Assert.Equal((500L, 2_000L), ledger.TokensOf(QuotaSubject.Of(Ledgers.Ann)));
        Assert.Equal((100L, 100L), ledger.TokensOf(QuotaSubject.Of("ci")));

        static TokenUsage Row(int day, string key, long prompt, long answer) =>
            new() { AccountId = Ledgers.Ann, Key = key, Day = new DateOnly(2026, 3, day), PromptTokens = prompt, NewTokens = answer, RequestCount = 1 };
    }

    [Fact]
    public void Message_OfEachLimit_IsWholeSentences()
    {
        QuotaRefusal used = new(QuotaLimit.TokensPerDay, QuotaScope.Account, 1_000, 990) { Reserved = 4, Needed = 21, RetryAfter = TimeSpan.FromSeconds(3_599.2) };

        Assert.Equal(
            "The limit of this account is 1,000 tokens a day: 990 are used, running requests hold 4, and this request needs at least 21. Try again in 3,600 s.",
            new QuotaExceededException(used).Message);
        Assert.Equal("The prompt has 101 tokens; this key may send 100.", new QuotaExceededException(new(QuotaLimit.PromptTokens, QuotaScope.Key, 100, 0) { Needed = 101 }).Message);
        Assert.Equal(
            "The limit of this account is 2 requests at once, and 2 are running or waiting. Try again when one of the running requests has ended.",
            new QuotaExceededException(new(QuotaLimit.RequestsAtOnce, QuotaScope.Account, 2, 2)).Message);
    }
}
