using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Engine;

/// <summary>Requests: their updates, their ends, their line.</summary>
[Slow]
[Collection(ProcessWideCollection.Name)]
public sealed class InferenceEngineTests : IAsyncLifetime
{
    private static readonly EngineOptions OneAtATime = new() { MaxRunningRequests = 1, MaxWaitingRequests = 2 };

    private EngineRun _run = null!;

    public async ValueTask InitializeAsync() => _run = await EngineRun.StartAsync();

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Submit_Prompt_StreamsEveryUpdateInOrder()
    {
        List<GenerationUpdate> updates = await _run.AskAsync(_run.Request(maxTokens: 5) with { TopLogitCount = 3 });

        Assert.Equal(new GenerationUpdate.PromptRead(3, 3), updates[0]);
        Assert.Equal(3, Assert.IsType<GenerationUpdate.PromptLogits>(updates[1]).Largest.Count);
        Assert.All(updates[2..7], update => Assert.IsType<GenerationUpdate.Token>(update));
        GenerationUpdate.Finished last = Assert.IsType<GenerationUpdate.Finished>(updates[7]);
        Assert.Equal(FinishReason.Length, last.Reason);
        Assert.Equal(5, last.Record.NewTokens);
        Assert.Equal(8, updates.Count);
    }

    [Fact]
    public async Task Submit_Request_TimesRunForward()
    {
        GenerationUpdate.Finished last = (await _run.AskAsync(_run.Request(maxTokens: 5))).OfType<GenerationUpdate.Finished>().Single();

        Assert.NotNull(last.Record.Queue);
        TimeSpan[] times = [last.Record.Queue.Value, .. last.TokenTimes, last.Record.EndToEnd];
        Assert.Equal(times.Order(), times);
        Assert.Equal((5, 0, 1), (last.Record.NewTokens, last.Record.PreemptionCount, last.Record.YarnFactor));
    }

    [Fact]
    public async Task Submit_EqualSeed_GivesEqualAnswer()
    {
        string first = EngineRun.Text(await _run.AskAsync(_run.Request(maxTokens: 30, temperature: 1, seed: 7)));
        string second = EngineRun.Text(await _run.AskAsync(_run.Request(maxTokens: 30, temperature: 1, seed: 7)));
        string other = EngineRun.Text(await _run.AskAsync(_run.Request(maxTokens: 30, temperature: 1, seed: 8)));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task Submit_LongPrompt_ReportsPrefillByChunksAndTimeLeft()
    {
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { ChunkTokens = 64 });
        List<GenerationUpdate> updates = await run.AskAsync(run.Request(maxTokens: 1) with { PromptIds = [.. Enumerable.Range(0, 150)] });

        GenerationUpdate.PromptRead[] reads = [.. updates.OfType<GenerationUpdate.PromptRead>()];
        Assert.Equal([64, 128, 150], reads.Select(read => read.ReadTokens));
        Assert.Equal([true, true, false], reads.Select(read => read.Left is not null));
    }

    /// <summary>Whole blocks of 16 tokens are found again, and the last token is always run.</summary>
    [Fact]
    public async Task Submit_PromptThatContinuesTheLast_ReadsOnlyWhatIsNew()
    {
        int[] prompt = [.. Enumerable.Range(0, 100)];
        await _run.AskAsync(_run.Request(maxTokens: 1) with { PromptIds = prompt });
        List<GenerationUpdate> updates = await _run.AskAsync(_run.Request(maxTokens: 1) with { PromptIds = [.. prompt, 7, 8] });

        Assert.Equal(96, updates.OfType<GenerationUpdate.Finished>().Single().Record.CachedTokens);
        Assert.Equal(96, _run.Engine.Snapshot.HitTokens);
    }

    [Fact]
    public async Task Submit_StopString_EndsBeforeIt()
    {
        string whole = EngineRun.Text(await _run.AskAsync(_run.Request(maxTokens: 40)));
        string stop = whole[5..9];
        List<GenerationUpdate> updates = await _run.AskAsync(_run.Request(maxTokens: 40, stop: stop));

        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], EngineRun.Text(updates));
        Assert.Equal(FinishReason.Stop, updates.OfType<GenerationUpdate.Finished>().Single().Reason);
    }

    [Fact]
    public async Task Submit_ContextFull_EndsByLength()
    {
        int context = _run.Engine.Model!.Config.ContextTokens;
        int[] prompt = new int[context - 3];
        List<GenerationUpdate> updates = await _run.AskAsync(_run.Request() with { PromptIds = prompt });

        GenerationUpdate.Finished last = updates.OfType<GenerationUpdate.Finished>().Single();
        Assert.Equal((3, FinishReason.Length), (last.Record.NewTokens, last.Reason));
    }

    [Fact]
    public async Task Cancel_WhileRunning_EndsWithinAStepAndFreesTheEngine()
    {
        GenerationStream stream = _run.Engine.Submit(_run.Request());
        List<GenerationUpdate> updates = [];
        await foreach (GenerationUpdate update in stream.WithCancellation(TestContext.Current.CancellationToken))
        {
            updates.Add(update);
            if (updates.OfType<GenerationUpdate.Token>().Count() == 3)
            {
                stream.Cancel();
            }
        }

        Assert.Equal(FinishReason.Abort, Assert.IsType<GenerationUpdate.Finished>(updates[^1]).Reason);
        Assert.Equal(2, (await _run.AskAsync(_run.Request(maxTokens: 2))).OfType<GenerationUpdate.Token>().Count());
    }

    [Fact]
    public async Task Submit_WhileOthersRun_IsAnsweredBesideThem()
    {
        await using IAsyncEnumerator<GenerationUpdate> running = await _run.StartEndlessAsync();

        List<GenerationUpdate> updates = await _run.AskAsync(_run.Request(maxTokens: 3));

        Assert.Equal(3, updates.OfType<GenerationUpdate.Token>().Count());
        Assert.DoesNotContain(updates, update => update is GenerationUpdate.Queued);
        Assert.Equal(1, _run.Engine.ActiveRequestCount);
    }

    [Fact]
    public async Task Submit_LineFull_IsRefusedAndTheRestIsAnsweredInTurn()
    {
        using EngineRun run = await EngineRun.StartAsync(OneAtATime);
        IAsyncEnumerator<GenerationUpdate> running = await run.StartEndlessAsync();
        GenerationStream second = run.Engine.Submit(run.Request(maxTokens: 1));
        GenerationStream third = run.Engine.Submit(run.Request(maxTokens: 1));

        EngineUnavailableException busy = Assert.Throws<EngineUnavailableException>(() => run.Engine.Submit(run.Request(maxTokens: 1)));
        // Its place is told in a step of its own; only then may the line move.
        await using IAsyncEnumerator<GenerationUpdate> last = third.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await last.MoveNextAsync();
        GenerationUpdate first = last.Current;
        await running.DisposeAsync();
        await EngineRun.ReadAsync(second);
        List<GenerationUpdate> updates = [first];
        while (await last.MoveNextAsync())
        {
            updates.Add(last.Current);
        }

        Assert.StartsWith("2 requests are waiting already; try again in about ", busy.Message, StringComparison.Ordinal);
        Assert.InRange(busy.RetryAfter!.Value.TotalSeconds, 1, 120);
        Assert.Equal([2, 1], updates.OfType<GenerationUpdate.Queued>().Select(queued => queued.RequestsAhead));
    }

    [Fact]
    public async Task Submit_UserAtTheLimit_IsRefusedAndOthersAreNot()
    {
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { MaxRequestsPerUser = 1 });
        await using IAsyncEnumerator<GenerationUpdate> running = await run.StartEndlessAsync();

        EngineUnavailableException busy = Assert.Throws<EngineUnavailableException>(() => run.Engine.Submit(run.Request(maxTokens: 1)));
        List<GenerationUpdate> other = await run.AskAsync(run.Request(maxTokens: 1) with { Owner = new RequestOwner("other") });

        Assert.StartsWith("1 requests of the same user", busy.Message, StringComparison.Ordinal);
        Assert.Equal(FinishReason.Length, other.OfType<GenerationUpdate.Finished>().Single().Reason);
    }

    [Fact]
    public async Task Cancel_WhileWaiting_LeavesTheLineAtOnce()
    {
        using EngineRun run = await EngineRun.StartAsync(OneAtATime);
        IAsyncEnumerator<GenerationUpdate> running = await run.StartEndlessAsync();
        GenerationStream second = run.Engine.Submit(run.Request());

        second.Cancel();
        GenerationUpdate.Finished finished = (await EngineRun.ReadAsync(second)).OfType<GenerationUpdate.Finished>().Single();

        Assert.Equal((FinishReason.Abort, 0), (finished.Reason, finished.Record.NewTokens));
        Assert.Equal(1, run.Engine.ActiveRequestCount);
        await running.DisposeAsync();
    }

    [Fact]
    public async Task Cancel_DuringPrefill_FreesItsBlocksWithinAStep()
    {
        using EngineRun run = await EngineRun.StartAsync(new EngineOptions { ChunkTokens = 16 });
        GenerationStream stream = run.Engine.Submit(run.Request() with { PromptIds = [.. Enumerable.Range(0, 2_000).Select(i => i % 300)] });
        List<GenerationUpdate> updates = [];
        await foreach (GenerationUpdate update in stream.WithCancellation(TestContext.Current.CancellationToken))
        {
            updates.Add(update);
            if (updates.Count == 2)
            {
                stream.Cancel();
            }
        }

        Assert.Equal(FinishReason.Abort, Assert.IsType<GenerationUpdate.Finished>(updates[^1]).Reason);
        Assert.DoesNotContain(updates, update => update is GenerationUpdate.Token);
        // The finish is told before the step's snapshot: another request is past it for sure.
        await run.AskAsync(run.Request(maxTokens: 1));
        await run.AskAsync(run.Request(maxTokens: 1));
        Assert.InRange(run.Engine.Snapshot.UsedTokens, 0, 16);
    }

    [Fact]
    public async Task Dispose_WhileRunning_LetsItEndWithinTheConfiguredTime()
    {
        EngineRun run = await EngineRun.StartAsync(new EngineOptions { ShutdownSeconds = 600 });
        GenerationStream stream = run.Engine.Submit(run.Request(maxTokens: 50));
        await using IAsyncEnumerator<GenerationUpdate> updates = stream.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await updates.MoveNextAsync();

        run.Dispose();

        List<GenerationUpdate> rest = [];
        while (await updates.MoveNextAsync())
        {
            rest.Add(updates.Current);
        }

        Assert.Equal((50, FinishReason.Length), (rest.OfType<GenerationUpdate.Finished>().Single().Record.NewTokens, rest.OfType<GenerationUpdate.Finished>().Single().Reason));
    }

    [Fact]
    public async Task Dispose_NoTimeLeft_CancelsWhatRuns()
    {
        EngineRun run = await EngineRun.StartAsync(new EngineOptions { ShutdownSeconds = 0 });
        await using IAsyncEnumerator<GenerationUpdate> running = await run.StartEndlessAsync();

        run.Dispose();

        while (running.Current is not GenerationUpdate.Finished && await running.MoveNextAsync())
        {
        }

        Assert.Equal(FinishReason.Abort, Assert.IsType<GenerationUpdate.Finished>(running.Current).Reason);
    }

    [Fact]
    public void Submit_PromptFillsContext_IsRefusedWithBothFigures()
    {
        int context = _run.Engine.Model!.Config.ContextTokens;

        ContextOverflowException error = Assert.Throws<ContextOverflowException>(
            () => _run.Engine.Submit(_run.Request(maxTokens: 1) with { PromptIds = new int[context] }));

        Assert.Equal("The prompt has 2,048 tokens; the context holds 2,048 with the answer included.", error.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void Submit_IdOutsideVocabulary_IsRefused(int id)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _run.Engine.Submit(_run.Request(maxTokens: 1) with { PromptIds = [1, id] }));

        Assert.Contains($"token id {id}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ThousandTokens_LeavesNoTensorBehind()
    {
        await _run.AskAsync(_run.Request(maxTokens: 1_000));
        long tensors = LiveTensors.Settle();

        await _run.AskAsync(_run.Request(maxTokens: 1_000));

        Assert.Equal(tensors, LiveTensors.Now);
    }
}
