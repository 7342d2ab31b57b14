using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using TorchSharp;

namespace QwenWebChat.Tests.Engine;

public sealed class InferenceEngineTests : IAsyncLifetime
{
    private static readonly InferenceOptions Options = new() { DType = "float32", Device = "cpu" };

    private readonly InferenceEngine _engine = new(new EngineOptions { MaxWaitingRequests = 2 }, TimeProvider.System, NullLogger<InferenceEngine>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _engine.LoadAsync(UntrainedModel.Folder, Options, null, Cancellation);

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Submit_Prompt_StreamsEveryUpdateInOrder()
    {
        List<GenerationUpdate> updates = await ReadAsync(_engine.Submit(Request(maxTokens: 5) with { TopLogitCount = 3 }));

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
        string first = Text(await ReadAsync(_engine.Submit(Request(maxTokens: 30, temperature: 1, seed: 7))));
        string second = Text(await ReadAsync(_engine.Submit(Request(maxTokens: 30, temperature: 1, seed: 7))));
        string other = Text(await ReadAsync(_engine.Submit(Request(maxTokens: 30, temperature: 1, seed: 8))));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task Submit_LongPrompt_ReportsPrefillByChunks()
    {
        int[] prompt = [.. Enumerable.Range(0, 150)];
        List<GenerationUpdate> updates = await ReadAsync(_engine.Submit(Request(maxTokens: 1) with { PromptIds = prompt }));

        Assert.Equal([64, 128, 150], updates.OfType<GenerationUpdate.PromptRead>().Select(read => read.ReadTokens));
    }

    [Fact]
    public async Task Submit_PromptThatContinuesTheLast_ReadsOnlyWhatIsNew()
    {
        int[] prompt = [.. Enumerable.Range(0, 100)];
        await ReadAsync(_engine.Submit(Request(maxTokens: 1) with { PromptIds = prompt }));
        List<GenerationUpdate> updates = await ReadAsync(_engine.Submit(Request(maxTokens: 1) with { PromptIds = [.. prompt, 7, 8] }));

        Assert.Equal(100, updates.OfType<GenerationUpdate.Finished>().Single().Timings.CachedTokens);
    }

    [Fact]
    public async Task Submit_StopString_EndsBeforeIt()
    {
        string whole = Text(await ReadAsync(_engine.Submit(Request(maxTokens: 40))));
        string stop = whole[5..9];
        List<GenerationUpdate> updates = await ReadAsync(_engine.Submit(Request(maxTokens: 40, stop: stop)));

        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], Text(updates));
        Assert.Equal(FinishReason.Stop, updates.OfType<GenerationUpdate.Finished>().Single().Reason);
    }

    [Fact]
    public async Task Submit_ContextFull_EndsByLength()
    {
        int context = _engine.Model!.Config.ContextTokens;
        int[] prompt = new int[context - 3];
        List<GenerationUpdate> updates = await ReadAsync(_engine.Submit(Request() with { PromptIds = prompt }));

        GenerationUpdate.Finished last = updates.OfType<GenerationUpdate.Finished>().Single();
        Assert.Equal((3, FinishReason.Length), (last.Timings.NewTokens, last.Reason));
    }

    [Fact]
    public async Task Cancel_WhileRunning_EndsWithinAStepAndFreesTheEngine()
    {
        GenerationStream stream = _engine.Submit(Request());
        List<GenerationUpdate> updates = [];
        await foreach (GenerationUpdate update in stream.WithCancellation(Cancellation))
        {
            updates.Add(update);
            if (updates.OfType<GenerationUpdate.Token>().Count() == 3)
            {
                stream.Cancel();
            }
        }

        Assert.Equal(FinishReason.Cancelled, Assert.IsType<GenerationUpdate.Finished>(updates[^1]).Reason);
        Assert.Equal(2, (await ReadAsync(_engine.Submit(Request(maxTokens: 2)))).OfType<GenerationUpdate.Token>().Count());
    }

    [Fact]
    public async Task Submit_LineFull_IsRefusedAndTheRestIsAnsweredInTurn()
    {
        IAsyncEnumerator<GenerationUpdate> running = await StartEndlessAsync();
        GenerationStream second = _engine.Submit(Request(maxTokens: 1));
        GenerationStream third = _engine.Submit(Request(maxTokens: 1));

        EngineUnavailableException busy = Assert.Throws<EngineUnavailableException>(() => _engine.Submit(Request(maxTokens: 1)));
        await running.DisposeAsync();
        List<GenerationUpdate> updates = await ReadAsync(third);
        await ReadAsync(second);

        Assert.Equal("2 requests are waiting already.", busy.Message);
        Assert.Equal([2, 1, 0], updates.OfType<GenerationUpdate.Queued>().Select(queued => queued.RequestsAhead).Distinct());
    }

    [Fact]
    public async Task Cancel_WhileWaiting_LeavesTheLineAtOnce()
    {
        IAsyncEnumerator<GenerationUpdate> running = await StartEndlessAsync();
        GenerationStream second = _engine.Submit(Request());
        GenerationStream third = _engine.Submit(Request(maxTokens: 1));

        second.Cancel();
        GenerationUpdate.Finished finished = (await ReadAsync(second)).OfType<GenerationUpdate.Finished>().Single();

        Assert.Equal((FinishReason.Cancelled, 0), (finished.Reason, finished.Timings.NewTokens));
        Assert.Equal(2, _engine.ActiveRequestCount);
        await running.DisposeAsync();
        Assert.Equal([2, 1, 0], (await ReadAsync(third)).OfType<GenerationUpdate.Queued>().Select(queued => queued.RequestsAhead));
    }

    [Fact]
    public async Task Submit_RequestOfAnotherModel_IsRefused()
    {
        GenerationRequest old = Request();
        await _engine.LoadAsync(UntrainedModel.Folder, Options, null, Cancellation);

        Assert.Throws<EngineUnavailableException>(() => _engine.Submit(old));
    }

    [Fact]
    public async Task Submit_ModelsEndToken_EndsTheAnswer()
    {
        int[] answer = [.. (await ReadAsync(_engine.Submit(Request(maxTokens: 8)))).OfType<GenerationUpdate.Token>().Select(token => token.Id)];
        int end = answer.Last();
        string folder = CopyWithEndToken(end);
        await _engine.LoadAsync(folder, Options, null, Cancellation);
        GenerationRequest request = Request();

        List<GenerationUpdate> updates = await ReadAsync(_engine.Submit(request with { Sampling = request.Sampling with { IgnoreEndTokens = false } }));
        Directory.Delete(folder, recursive: true);

        Assert.Equal(answer.TakeWhile(id => id != end).Append(end), updates.OfType<GenerationUpdate.Token>().Select(token => token.Id));
        Assert.Equal(FinishReason.Stop, updates.OfType<GenerationUpdate.Finished>().Single().Reason);
    }

    [Fact]
    public async Task Dispose_WhileLoadingAndWaiting_EndsEverything()
    {
        IAsyncEnumerator<GenerationUpdate> running = await StartEndlessAsync();
        GenerationStream waiting = _engine.Submit(Request());

        _engine.Dispose();
        _engine.Dispose();

        await Assert.ThrowsAsync<EngineUnavailableException>(() => ReadAsync(waiting));
        while (await running.MoveNextAsync())
        {
        }

        Assert.Throws<EngineUnavailableException>(() => _engine.Submit(Request()));
        await Assert.ThrowsAnyAsync<Exception>(() => _engine.LoadAsync(UntrainedModel.Folder, Options, null, Cancellation));
    }

    [Fact]
    public async Task LoadAsync_CancelledBeforeReading_KeepsTheModel()
    {
        LoadedModel before = _engine.Model!;
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _engine.LoadAsync(UntrainedModel.Folder, Options, null, cancelled.Token));

        Assert.Same(before, _engine.Model);
    }

    [Fact]
    public void Submit_PromptFillsContext_IsRefusedWithBothFigures()
    {
        int context = _engine.Model!.Config.ContextTokens;

        ContextOverflowException error = Assert.Throws<ContextOverflowException>(
            () => _engine.Submit(Request(maxTokens: 1) with { PromptIds = new int[context] }));

        Assert.Equal("The prompt has 2,048 tokens; the context holds 2,048 with the answer included.", error.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void Submit_IdOutsideVocabulary_IsRefused(int id)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _engine.Submit(Request(maxTokens: 1) with { PromptIds = [1, id] }));

        Assert.Contains($"token id {id}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_BadFolder_KeepsTheModel()
    {
        LoadedModel before = _engine.Model!;

        await Assert.ThrowsAsync<CheckpointException>(() => _engine.LoadAsync("/no/such/folder", Options, null, Cancellation));

        Assert.Same(before, _engine.Model);
        Assert.NotEmpty(await ReadAsync(_engine.Submit(Request(maxTokens: 1))));
    }

    [Fact]
    public async Task LoadAsync_WhileGenerating_EndsTheRequestAndFreesTheOldModel()
    {
        long tensors = LiveTensors.Settle();
        IAsyncEnumerator<GenerationUpdate> running = await StartEndlessAsync();

        await _engine.LoadAsync(UntrainedModel.Folder, Options, null, Cancellation);
        while (running.Current is not GenerationUpdate.Finished && await running.MoveNextAsync())
        {
        }

        Assert.Equal(FinishReason.Cancelled, Assert.IsType<GenerationUpdate.Finished>(running.Current).Reason);
        Assert.Equal(tensors, LiveTensors.Now);
    }

    [Fact]
    public async Task LoadAsync_Cancelled_LeavesNoModelAndNoTensor()
    {
        long tensors = LiveTensors.Settle();
        using CancellationTokenSource cancel = new();
        StopAfterOne progress = new(cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _engine.LoadAsync(UntrainedModel.Folder, Options, progress, cancel.Token));

        Assert.Null(_engine.Model);
        Assert.True(LiveTensors.Now < tensors);
        Assert.Throws<EngineUnavailableException>(() => _engine.Submit(Request(maxTokens: 1)));
        await _engine.LoadAsync(UntrainedModel.Folder, Options, null, Cancellation);
        Assert.Equal(tensors, LiveTensors.Now);
    }

    [Fact]
    public async Task Generate_ThousandTokens_LeavesNoTensorBehind()
    {
        await ReadAsync(_engine.Submit(Request(maxTokens: 1_000)));
        long tensors = LiveTensors.Settle();

        await ReadAsync(_engine.Submit(Request(maxTokens: 1_000)));

        Assert.Equal(tensors, LiveTensors.Now);
    }

    private static string CopyWithEndToken(int id)
    {
        string folder = Directory.CreateTempSubdirectory("qwenwebchat-end-").FullName;
        foreach (string file in Directory.GetFiles(UntrainedModel.Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, "generation_config.json"), $$"""{"eos_token_id": [{{id}}]}""");
        return folder;
    }

    private GenerationRequest Request(int maxTokens = SamplingParams.DefaultMaxTokens, double temperature = 0, ulong seed = 1, string? stop = null) => new()
    {
        Model = _engine.Model!,
        PromptIds = [1, 2, 3],
        Sampling = new SamplingParams
        {
            Temperature = temperature,
            Seed = seed,
            MaxTokens = maxTokens,
            StopStrings = stop is null ? [] : [stop],
            IgnoreEndTokens = true,
        },
    };

    /// <summary>A request without an end, past its first token.</summary>
    private async Task<IAsyncEnumerator<GenerationUpdate>> StartEndlessAsync()
    {
        IAsyncEnumerator<GenerationUpdate> updates = _engine.Submit(Request()).GetAsyncEnumerator(Cancellation);
        while (await updates.MoveNextAsync() && updates.Current is not GenerationUpdate.Token)
        {
        }

        return updates;
    }

    private static async Task<List<GenerationUpdate>> ReadAsync(GenerationStream stream)
    {
        List<GenerationUpdate> updates = [];
        await foreach (GenerationUpdate update in stream.WithCancellation(Cancellation))
        {
            updates.Add(update);
        }

        return updates;
    }

    private static string Text(IEnumerable<GenerationUpdate> updates) => string.Concat(updates.Select(update => update switch
    {
        GenerationUpdate.Token token => token.Text,
        GenerationUpdate.Finished finished => finished.Text,
        _ => "",
    }));

    private sealed class StopAfterOne(CancellationTokenSource cancel) : IProgress<Inference.Model.LoadProgress>
    {
        public void Report(Inference.Model.LoadProgress value) => cancel.Cancel();
    }
}
