using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Quotas;

/// <summary>
/// Keeps account of what each account and key uses. An admitted request reserves its prompt and the longest answer that it may get, so
/// that requests at the same time never exceed a limit together; at its end it is charged what was computed, and the rest is free
/// again. Everything is in memory, because the engine asks under a lock; the <see cref="UsageWriter"/> stores it. Thread-safe.
/// </summary>
internal sealed class QuotaLedger(TimeProvider time) : IRequestAdmission
{
    private readonly Lock _gate = new();
    private readonly Dictionary<QuotaSubject, SubjectUsage> _usages = [];
    private readonly Dictionary<Guid, (RequestOwner Owner, long Tokens)> _reservations = [];
    private QuotaBook _book = QuotaBook.Empty;

    /// <summary>Raised on the engine's thread with what an ended request used; handlers must neither block nor throw.</summary>
    public event Action<TokenUsage>? Settled;

    /// <summary>Raised on any thread after limits changed; handlers must neither block nor throw.</summary>
    public event Action? LimitsChanged;

    public QuotaBook Book
    {
        get
        {
            lock (_gate)
            {
                return _book;
            }
        }
    }

    /// <summary>Replaces all limits; running requests keep what they were granted.</summary>
    public void Use(QuotaBook book)
    {
        lock (_gate)
        {
            _book = book;
        }

        LimitsChanged?.Invoke();
    }

    /// <summary>Continues with what was used before the app was started.</summary>
    public void Restore(IReadOnlyCollection<TokenUsage> rows)
    {
        lock (_gate)
        {
            Restore(rows.GroupBy(row => QuotaSubject.Of(row.AccountId)));
            Restore(rows.Where(row => row.Key.Length > 0).GroupBy(row => QuotaSubject.Of(row.Key)));
        }
    }

    public int Admit(RequestDemand demand)
    {
        lock (_gate)
        {
            IReadOnlyList<QuotaSubject> subjects = QuotaSubject.Of(demand.Owner);
            AdmissionCheck check = new(demand, time);
            foreach (QuotaSubject subject in subjects)
            {
                check.Check(subject.Scope, _book.Of(subject), UsageOf(subject));
            }

            if (check.Refusal is { } refusal)
            {
                throw new QuotaExceededException(refusal);
            }

            if (subjects.Count > 0)
            {
                long reserved = demand.PromptTokens + check.GrantedTokens;
                _reservations.Add(demand.Id, (demand.Owner, reserved));
                foreach (QuotaSubject subject in subjects)
                {
                    UsageOf(subject).Begin(reserved);
                }
            }

            return (int)check.GrantedTokens;
        }
    }

    public void Settle(RequestRecord record)
    {
        TokenUsage used;
        lock (_gate)
        {
            if (!_reservations.Remove(record.Id, out (RequestOwner Owner, long Tokens) reservation))
            {
                return;
            }

            // Tokens of the prefix cache took no work: a chat sends its history with each message.
            long promptTokens = Math.Max(record.PrefilledTokens - record.CachedTokens, 0);
            IReadOnlyList<QuotaSubject> subjects = QuotaSubject.Of(reservation.Owner);
            foreach (QuotaSubject subject in subjects)
            {
                UsageOf(subject).End(reservation.Tokens, promptTokens + record.NewTokens);
            }

            used = new TokenUsage
            {
                AccountId = Guid.Parse(reservation.Owner.Id),
                Key = reservation.Owner.Key,
                Day = UsageOf(subjects[0]).Day.Begin,
                PromptTokens = promptTokens,
                NewTokens = record.NewTokens,
                RequestCount = 1,
            };
        }

        Settled?.Invoke(used);
    }

    /// <summary>Returns the limits of tokens and of requests a minute that hold for an owner, with what is left of each.</summary>
    public IReadOnlyList<LimitState> StatesOf(RequestOwner owner)
    {
        lock (_gate)
        {
            return [.. QuotaSubject.Of(owner).SelectMany(subject => StatesOf(subject.Scope, _book.Of(subject), UsageOf(subject)))];
        }
    }

    /// <summary>Returns the limits that hold for an account, with what is left of each.</summary>
    public IReadOnlyList<LimitState> StatesOf(Guid accountId) => StatesOf(new RequestOwner(accountId.ToString()));

    /// <summary>Returns the tokens that a subject used in the present day and month.</summary>
    public (long Today, long Month) TokensOf(QuotaSubject subject)
    {
        lock (_gate)
        {
            return _usages.TryGetValue(subject, out SubjectUsage? usage) ? (usage.Day.Tokens, usage.Month.Tokens) : (0, 0);
        }
    }

    /// <summary>Returns the tokens that running requests of a subject hold, and the number of these requests.</summary>
    public (long Tokens, int Count) ReservedOf(QuotaSubject subject)
    {
        lock (_gate)
        {
            return _usages.TryGetValue(subject, out SubjectUsage? usage) ? (usage.ReservedTokens, usage.RunningCount) : (0, 0);
        }
    }

    private static IEnumerable<LimitState> StatesOf(QuotaScope scope, QuotaLimits limits, SubjectUsage usage)
    {
        if (limits.TokensPerDay is { } perDay)
        {
            yield return new LimitState(QuotaLimit.TokensPerDay, scope, perDay, usage.Day.Tokens, usage.ReservedTokens, usage.Day.Left);
        }

        if (limits.TokensPerMonth is { } perMonth)
        {
            yield return new LimitState(QuotaLimit.TokensPerMonth, scope, perMonth, usage.Month.Tokens, usage.ReservedTokens, usage.Month.Left);
        }

        if (limits.RequestsPerMinute is { } perMinute)
        {
            yield return new LimitState(QuotaLimit.RequestsPerMinute, scope, perMinute, usage.StartCount, 0, usage.TimeUntil(0));
        }
    }

    private void Restore(IEnumerable<IGrouping<QuotaSubject, TokenUsage>> subjects)
    {
        foreach (IGrouping<QuotaSubject, TokenUsage> subject in subjects)
        {
            SubjectUsage usage = UsageOf(subject.Key);
            DateOnly last = subject.Max(row => row.Day);
            usage.Day.Restore(last, TokensOf(subject, QuotaPeriod.Day, last));
            usage.Month.Restore(last, TokensOf(subject, QuotaPeriod.Month, last));
        }
    }

    private static long TokensOf(IEnumerable<TokenUsage> rows, QuotaPeriod period, DateOnly day) =>
        rows.Where(row => period.BeginOf(row.Day) == period.BeginOf(day)).Sum(row => row.PromptTokens + row.NewTokens);

    private SubjectUsage UsageOf(QuotaSubject subject)
    {
        if (!_usages.TryGetValue(subject, out SubjectUsage? usage))
        {
            _usages[subject] = usage = new SubjectUsage(time);
        }

        return usage;
    }
}
