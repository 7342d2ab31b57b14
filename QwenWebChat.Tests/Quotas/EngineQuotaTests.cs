using QwenWebChat.App.Data;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Tests.Engine;
using QwenWebChat.Tests.Metrics;

namespace QwenWebChat.Tests.Quotas;

/// <summary>Quotas in a running engine.</summary>
[Slow]
[Collection(ProcessWideCollection.Name)]
public sealed class EngineQuotaTests
{
    private const int UserCount = 20;
    private const int TasksOfEach = 3;

    private static readonly RequestOwner Ann = Ledgers.OwnerOf(Ledgers.Ann);

    private readonly TwoClocks _time = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Each user asks three things at a time until the day's quota is used up; some cancel some of their answers.</summary>
    [Fact]
    public async Task Submit_TwentyUsersAtOnce_NobodyExceedsAndEveryoneGetsTheirQuota()
    {
        const long PerDay = 400;
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = PerDay });
        using EngineRun run = await EngineRun.StartAsync(admission: ledger);
        Guid? firstDone = null;
        long[] first = [];
        ledger.Settled += used =>
        {
            // On the engine's thread: no request ends meanwhile.
            if (firstDone is null && ledger.TokensOf(QuotaSubject.Of(used.AccountId)).Today > PerDay - User.PromptTokens - AdmissionCheck.MinAnswerTokens)
            {
                firstDone = used.AccountId;
                first = [.. Enumerable.Range(1, UserCount).Select(number => ledger.TokensOf(QuotaSubject.Of(User.AccountOf(number))).Today)];
            }
        };
        User[] users = [.. Enumerable.Range(1, UserCount).Select(number => new User(run, number))];
        Array.ForEach(users, user => ledger.Settled += user.OnSettled);

        await Task.WhenAll(users.SelectMany(user => Enumerable.Range(0, TasksOfEach).Select(task => Task.Run(() => user.AskUntilUsedUpAsync(task), Cancellation))));

        long[] used = [.. users.Select(user => ledger.TokensOf(user.Subject).Today)];
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{UserCount} users, {users.Sum(user => user.EndedCount)} requests, {users.Sum(user => user.RefusedCount)} refused; {used.Min()} to {used.Max()} of {PerDay} tokens used; "
            + $"when the first had used its quota, the others had used {first.Min()} to {first.Max()}");
        foreach (User user in users)
        {
            // What the streams' records say is what was charged.
            Assert.Equal(user.ComputedTokens, ledger.TokensOf(user.Subject).Today);
            Assert.Equal((0L, 0), ledger.ReservedOf(user.Subject));
            // Less than a prompt and the shortest answer is left.
            Assert.InRange(ledger.TokensOf(user.Subject).Today, PerDay - User.PromptTokens - AdmissionCheck.MinAnswerTokens + 1, PerDay);
        }
    }

    [Fact]
    public async Task Submit_LittleLeft_EndsTheAnswerAtExactlyTheQuota()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 100 });
        using EngineRun run = await EngineRun.StartAsync(admission: ledger);

        using RecordedMetrics recorded = new(run.Engine.Metrics);

        GenerationUpdate.Finished end = await LastAsync(run.Engine.Submit(run.Request(maxTokens: 8_192) with { Owner = Ann }));
        QuotaExceededException refused = Assert.Throws<QuotaExceededException>(() => run.Engine.Submit(run.Request(maxTokens: 1) with { Owner = Ann }));

        Assert.Equal((97, FinishReason.Length), (end.Record.NewTokens, end.Reason));
        Assert.Equal(100, refused.Refusal.Used);
        Assert.Equal((0, 1), (run.Engine.ActiveRequestCount, (int)recorded.Sum("qwenwebchat.quota_refusals")));
    }

    [Fact]
    public async Task Submit_NotCharged_IsAdmittedBeyondEveryLimit()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 0, RequestsAtOnce = 1, RequestsPerMinute = 1, MaxPromptTokens = 1 });
        using EngineRun run = await EngineRun.StartAsync(admission: ledger);

        GenerationUpdate.Finished end = await LastAsync(run.Engine.Submit(run.Request(maxTokens: 5) with { Owner = Ann, IsCharged = false }));

        Assert.Equal(5, end.Record.NewTokens);
        Assert.Equal((0L, 0L), ledger.TokensOf(QuotaSubject.Of(Ledgers.Ann)));
    }

    [Fact]
    public async Task Cancel_BeforeAndDuringTheAnswer_ChargesWhatWasComputed()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000_000 });
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { MaxRunningRequests = 1 }, admission: ledger);
        GenerationStream running = run.Engine.Submit(run.Request() with { Owner = Ann });
        GenerationStream waiting = run.Engine.Submit(run.Request() with { Owner = Ann });

        waiting.Cancel();
        GenerationUpdate.Finished unused = await LastAsync(waiting);
        int tokens = 0;
        GenerationUpdate.Finished? used = null;
        await foreach (GenerationUpdate update in running.WithCancellation(Cancellation))
        {
            used = update as GenerationUpdate.Finished;
            if (update is GenerationUpdate.Token && ++tokens == 4)
            {
                running.Cancel();
            }
        }

        Assert.Equal((0, FinishReason.Abort), (unused.Record.NewTokens, unused.Reason));
        Assert.Equal(3 + used!.Record.NewTokens, ledger.TokensOf(QuotaSubject.Of(Ledgers.Ann)).Today);
        Assert.Equal((0L, 0), ledger.ReservedOf(QuotaSubject.Of(Ledgers.Ann)));
    }

    [Fact]
    public async Task Submit_RequestFails_GivesItsReservationBack()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000_000 });
        using EngineRun run = await EngineRun.StartAsync(admission: ledger);
        GenerationStream stream = run.Engine.Submit(run.Request() with { Owner = Ann });

        // A new model ends the requests of the old one.
        await run.LoadAsync(UntrainedModel.Folder);
        await LastAsync(stream);

        Assert.Equal((0L, 0), ledger.ReservedOf(QuotaSubject.Of(Ledgers.Ann)));
    }

    [Fact]
    public async Task Submit_EngineIsFull_ReservesNothing()
    {
        QuotaLedger ledger = Ledgers.Create(_time, new QuotaLimits { TokensPerDay = 1_000_000 });
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { MaxRequestsPerUser = 1 }, admission: ledger);
        GenerationStream running = run.Engine.Submit(run.Request() with { Owner = Ann });

        Assert.Throws<EngineUnavailableException>(() => run.Engine.Submit(run.Request() with { Owner = Ann }));

        Assert.Equal(1, ledger.ReservedOf(QuotaSubject.Of(Ledgers.Ann)).Count);
        running.Cancel();
        await LastAsync(running);
    }

    private static async Task<GenerationUpdate.Finished> LastAsync(GenerationStream stream) => (await EngineRun.ReadAsync(stream)).OfType<GenerationUpdate.Finished>().Single();

    private sealed class User(EngineRun run, int number)
    {
        public const int PromptTokens = 40;

        private readonly Lock _gate = new();
        private readonly Guid _account = AccountOf(number);
        private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public QuotaSubject Subject => QuotaSubject.Of(_account);

        public long ComputedTokens { get; private set; }

        public int EndedCount { get; private set; }

        public int RefusedCount { get; private set; }


        public static Guid AccountOf(int number) => new($"0198c0de-0000-7000-8000-{number:D12}");

        /// <summary>Tells that a request of some account was settled.</summary>
        public void OnSettled(TokenUsage used)
        {
            if (used.AccountId == _account)
            {
                Interlocked.Exchange(ref _settled, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
        }

        public async Task AskUntilUsedUpAsync(int task)
        {
            Random random = new((number * 10) + task);
            while (true)
            {
                // Before the request: one that ends meanwhile is not missed.
                Task settled = _settled.Task;
                GenerationStream stream;
                try
                {
                    stream = run.Engine.Submit(Request(random));
                }
                catch (QuotaExceededException exceeded)
                {
                    lock (_gate)
                    {
                        RefusedCount++;
                    }

                    if (exceeded.Refusal.RetryAfter is not null)
                    {
                        return;
                    }

                    // Others of this user hold the rest until they end.
                    await settled.WaitAsync(Cancellation);
                    continue;
                }

                await ReadAsync(stream, random.Next(10));
            }
        }

        private GenerationRequest Request(Random random) => run.Request() with
        {
            PromptIds = [.. Enumerable.Range(0, PromptTokens).Select(_ => random.Next(300))],
            Owner = new RequestOwner(_account.ToString(), $"work {random.Next(3)}"),
            Sampling = new SamplingParams { Temperature = 1, Seed = (ulong)random.Next(), MaxTokens = random.Next(10, 120), IgnoreEndTokens = true },
        };

        private async Task ReadAsync(GenerationStream stream, int cancelAt)
        {
            int tokens = 0;
            await foreach (GenerationUpdate update in stream.WithCancellation(Cancellation))
            {
                if (update is GenerationUpdate.Token && ++tokens == 5 && cancelAt == 0)
                {
                    stream.Cancel();
                }

                if (update is GenerationUpdate.Finished { Record: var record })
                {
                    lock (_gate)
                    {
                        ComputedTokens += record.PrefilledTokens - record.CachedTokens + record.NewTokens;
                        EndedCount++;
                    }
                }
            }
        }
    }
}
