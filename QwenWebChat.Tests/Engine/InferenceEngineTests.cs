using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Engine;

/// <summary>Requests: their updates, their ends, their line.</summary>
public sealed class InferenceEngineTests : IAsyncLifetime
{
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

        Assert.IsType<GenerationUpdate.Queued>(updates[0]);
        Assert.Equal(new GenerationUpdate.PromptRead(3, 3), updates[1]);
        Assert.Equal(3, Assert.IsType<GenerationUpdate.PromptLogits>(updates[2]).Largest.Count);
        Assert.All(updates[3..8], update => Assert.IsType<GenerationUpdate.Token>(update));
        GenerationUpdate.Finished last = Assert.IsType<GenerationUpdate.Finished>(updates[8]);
        Assert.Equal(FinishReason.Length, last.Reason);
        Assert.Equal(5, last.Timings.NewTokens);
        Assert.Equal(9, updates.Count);
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
    public async Task Submit_LongPrompt_ReportsPrefillByChunks()
    {
        int[] prompt = [.. Enumerable.Range(0, 150)];
        List<GenerationUpdate> updates = await _run.AskAsync(_run.Request(maxTokens: 1) with { PromptIds = prompt });

        Assert.Equal([64, 128, 150], updates.OfType<GenerationUpdate.PromptRead>().Select(read => read.ReadTokens));
    }

    [Fact]
    public async Task Submit_PromptThatContinuesTheLast_ReadsOnlyWhatIsNew()
    {
        int[] prompt = [.. Enumerable.Range(0, 100)];
        await _run.AskAsync(_run.Request(maxTokens: 1) with { PromptIds = prompt });
        List<GenerationUpdate> updates = await _run.AskAsync(_run.Request(maxTokens: 1) with { PromptIds = [.. prompt, 7, 8] });

        Assert.Equal(100, updates.OfType<GenerationUpdate.Finished>().Single().Timings.CachedTokens);
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
        Assert.Equal((3, FinishReason.Length), (last.Timings.NewTokens, last.Reason));
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

        Assert.Equal(FinishReason.Cancelled, Assert.IsType<GenerationUpdate.Finished>(updates[^1]).Reason);
        Assert.Equal(2, (await _run.AskAsync(_run.Request(maxTokens: 2))).OfType<GenerationUpdate.Token>().Count());
    }

    [Fact]
    public async Task Submit_LineFull_IsRefusedAndTheRestIsAnsweredInTurn()
    {
        IAsyncEnumerator<GenerationUpdate> running = await _run.StartEndlessAsync();
        GenerationStream second = _run.Engine.Submit(_run.Request(maxTokens: 1));
        GenerationStream third = _run.Engine.Submit(_run.Request(maxTokens: 1));

        EngineUnavailableException busy = Assert.Throws<EngineUnavailableException>(() => _run.Engine.Submit(_run.Request(maxTokens: 1)));
        await running.DisposeAsync();
        List<GenerationUpdate> updates = await EngineRun.ReadAsync(third);
        await EngineRun.ReadAsync(second);

        Assert.Equal("2 requests are waiting already.", busy.Message);
        Assert.Equal([2, 1, 0], updates.OfType<GenerationUpdate.Queued>().Select(queued => queued.RequestsAhead).Distinct());
    }

    [Fact]
    public async Task Cancel_WhileWaiting_LeavesTheLineAtOnce()
    {
        IAsyncEnumerator<GenerationUpdate> running = await _run.StartEndlessAsync();
        GenerationStream second = _run.Engine.Submit(_run.Request());
        GenerationStream third = _run.Engine.Submit(_run.Request(maxTokens: 1));

        second.Cancel();
        GenerationUpdate.Finished finished = (await EngineRun.ReadAsync(second)).OfType<GenerationUpdate.Finished>().Single();

        Assert.Equal((FinishReason.Cancelled, 0), (finished.Reason, finished.Timings.NewTokens));
        Assert.Equal(2, _run.Engine.ActiveRequestCount);
        await running.DisposeAsync();
        Assert.Equal([2, 1, 0], (await EngineRun.ReadAsync(third)).OfType<GenerationUpdate.Queued>().Select(queued => queued.RequestsAhead));
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
