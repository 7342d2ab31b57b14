using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Engine;

/// <summary>Models that come and go under the requests.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class InferenceEngineLoadTests : IAsyncLifetime
{
    private EngineRun _run = null!;

    public async ValueTask InitializeAsync() => _run = await EngineRun.StartAsync();

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Submit_RequestOfAnotherModel_IsRefused()
    {
        GenerationRequest old = _run.Request();
        await _run.LoadAsync(UntrainedModel.Folder);

        Assert.Throws<EngineUnavailableException>(() => _run.Engine.Submit(old));
    }

    [Fact]
    public async Task Submit_ModelsEndToken_EndsTheAnswer()
    {
        int[] answer = [.. (await _run.AskAsync(_run.Request(maxTokens: 8))).OfType<GenerationUpdate.Token>().Select(token => token.Id)];
        int end = answer.Last();
        string folder = CopyWithEndToken(end);
        await _run.LoadAsync(folder);
        GenerationRequest request = _run.Request();

        List<GenerationUpdate> updates = await _run.AskAsync(request with { Sampling = request.Sampling with { IgnoreEndTokens = false } });
        Directory.Delete(folder, recursive: true);

        Assert.Equal(answer.TakeWhile(id => id != end).Append(end), updates.OfType<GenerationUpdate.Token>().Select(token => token.Id));
        Assert.Equal(FinishReason.Stop, updates.OfType<GenerationUpdate.Finished>().Single().Reason);
    }

    [Fact]
    public async Task Dispose_WhileLoadingAndWaiting_EndsEverything()
    {
        IAsyncEnumerator<GenerationUpdate> running = await _run.StartEndlessAsync();
        GenerationStream waiting = _run.Engine.Submit(_run.Request());

        _run.Engine.Dispose();
        _run.Engine.Dispose();

        // It was taken into the batch, or not any more.
        Exception? error = await Record.ExceptionAsync(() => EngineRun.ReadAsync(waiting));
        Assert.True(error is null or EngineUnavailableException);
        while (await running.MoveNextAsync())
        {
        }

        Assert.Throws<EngineUnavailableException>(() => _run.Engine.Submit(_run.Request()));
        await Assert.ThrowsAnyAsync<Exception>(() => _run.LoadAsync(UntrainedModel.Folder));
    }

    [Fact]
    public async Task LoadAsync_CancelledBeforeReading_KeepsTheModel()
    {
        LoadedModel before = _run.Engine.Model!;
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.Engine.LoadAsync(UntrainedModel.Folder, EngineRun.Options, null, cancelled.Token));

        Assert.Same(before, _run.Engine.Model);
    }

    [Fact]
    public async Task LoadAsync_BadFolder_KeepsTheModel()
    {
        LoadedModel before = _run.Engine.Model!;

        await Assert.ThrowsAsync<CheckpointException>(() => _run.Engine.LoadAsync("/no/such/folder", EngineRun.Options, null, TestContext.Current.CancellationToken));

        Assert.Same(before, _run.Engine.Model);
        Assert.NotEmpty(await _run.AskAsync(_run.Request(maxTokens: 1)));
    }

    [Fact]
    public async Task LoadAsync_WhileGenerating_EndsTheRequestAndFreesTheOldModel()
    {
        long tensors = LiveTensors.Settle();
        IAsyncEnumerator<GenerationUpdate> running = await _run.StartEndlessAsync();

        await _run.LoadAsync(UntrainedModel.Folder);
        while (running.Current is not GenerationUpdate.Finished && await running.MoveNextAsync())
        {
        }

        Assert.Equal(FinishReason.Abort, Assert.IsType<GenerationUpdate.Finished>(running.Current).Reason);
        Assert.Equal(tensors, LiveTensors.Now);
    }

    [Fact]
    public async Task LoadAsync_Cancelled_LeavesNoModelAndNoTensor()
    {
        long tensors = LiveTensors.Settle();
        using CancellationTokenSource cancel = new();
        StopAfterOne progress = new(cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run.Engine.LoadAsync(UntrainedModel.Folder, EngineRun.Options, progress, cancel.Token));

        Assert.Null(_run.Engine.Model);
        Assert.True(LiveTensors.Now < tensors);
        Assert.Throws<EngineUnavailableException>(() => _run.Engine.Submit(_run.Request(maxTokens: 1)));
        await _run.LoadAsync(UntrainedModel.Folder);
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

    private sealed class StopAfterOne(CancellationTokenSource cancel) : IProgress<Inference.Model.LoadProgress>
    {
        public void Report(Inference.Model.LoadProgress value) => cancel.Cancel();
    }
}
