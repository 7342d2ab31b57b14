using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Metrics;

namespace QwenWebChat.Tests.Engine;

/// <summary>What an operator sees of a running engine, against what the test counts itself.</summary>
public sealed class EngineMonitoringTests : IAsyncLifetime
{
    private readonly List<RequestRecord> _ended = [];
    private EngineRun _run = null!;

    public async ValueTask InitializeAsync()
    {
        _run = await EngineRun.StartAsync();
        _run.Engine.RequestEnded += ended =>
        {
            lock (_ended)
            {
                _ended.Add(ended.Record);
            }
        };
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Requests_FromArrivalToEnd_AreListedThenTold()
    {
        IAsyncEnumerator<GenerationUpdate> endless = await _run.StartEndlessAsync();
        RequestRecord live = Assert.Single(_run.Engine.Requests);
        Assert.Equal((RequestPhase.Decode, 3, UntrainedCheckpoint.Name, null), (live.Phase, live.PromptTokens, live.Model, live.FinishReason));

        await endless.DisposeAsync();
        await _run.AskAsync(_run.Request(maxTokens: 5));

        Assert.Empty(_run.Engine.Requests);
        Assert.Equal([FinishReason.Abort, FinishReason.Length], _ended.Select(record => record.FinishReason));
        Assert.Equal(live.Id, _ended[0].Id);
        Assert.Equal(5, _ended[1].NewTokens);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public async Task Request_WhosePromptMayNotBeRecorded_IsToldWithoutIt(bool isRecorded, int tokens)
    {
        List<EndedRequest> ended = [];
        _run.Engine.RequestEnded += ended.Add;

        await _run.AskAsync(_run.Request(maxTokens: 1) with { PromptIds = [1, 2, 3], IsPromptRecorded = isRecorded });

        EndedRequest told = Assert.Single(ended);
        Assert.Equal((3, tokens), (told.Record.PromptTokens, told.PromptIds.Count));
    }

    [Fact]
    public async Task Cancel_ByName_EndsItAsAbort()
    {
        IAsyncEnumerator<GenerationUpdate> endless = await _run.StartEndlessAsync();
        Guid id = Assert.Single(_run.Engine.Requests).Id;

        Assert.True(_run.Engine.Cancel(id));
        while (await endless.MoveNextAsync())
        {
        }

        Assert.Equal((id, FinishReason.Abort), (_ended.Single().Id, _ended.Single().FinishReason));
        Assert.False(_run.Engine.Cancel(id));
    }

    /// <summary>Two prompts of 64 equal tokens, whole blocks, hold them together.</summary>
    [Fact]
    public async Task ReadBlocks_OfRequestsThatBeginAlike_AgreesWithTheSnapshot()
    {
        int[] prompt = [.. Enumerable.Range(0, 65)];
        await _run.AskAsync(_run.Request(maxTokens: 1) with { PromptIds = prompt });
        BlockMap idle = await _run.Engine.ReadBlocksAsync(TestContext.Current.CancellationToken);
        Assert.Equal(_run.Engine.Snapshot.CachedTokens, idle.BlockTokens * idle.Blocks.Count(block => block.State == BlockState.Cached));
        Assert.Equal(4, idle.Blocks.Count(block => block.State == BlockState.Cached));
        Assert.Empty(idle.Requests);

        GenerationRequest request = _run.Request() with { PromptIds = prompt };
        await using IAsyncEnumerator<GenerationUpdate> first = await PastFirstTokenAsync(request);
        await using IAsyncEnumerator<GenerationUpdate> second = await PastFirstTokenAsync(request);
        BlockMap map = await _run.Engine.ReadBlocksAsync(TestContext.Current.CancellationToken);

        Assert.Equal(_run.Engine.Requests.Select(live => live.Id), map.Requests);
        Assert.Equal(4, map.Blocks.Count(block => block.State == BlockState.Shared));
        Assert.All(map.Blocks, block => Assert.Equal(block.State is BlockState.Held or BlockState.Shared, block.Request is not null));
        Assert.Equal([0, 1], map.Blocks.Select(block => block.Request).OfType<short>().Distinct().Order().Select(index => (int)index));
    }

    [Fact]
    public async Task Metrics_OfARun_CountWhatTheTestAsked()
    {
        using RecordedMetrics recorded = new(_run.Engine.Metrics);
        int[] prompt = [.. Enumerable.Range(0, 100)];
        await _run.AskAsync(_run.Request(maxTokens: 7) with { PromptIds = prompt });
        await _run.AskAsync(_run.Request(maxTokens: 7) with { PromptIds = prompt });

        Assert.Equal(14, recorded.Sum("vllm.generation_tokens"));
        Assert.Equal((200, 100 + 100 - 96), (recorded.Sum("vllm.prompt_tokens"), recorded.Sum("qwenwebchat.prompt_tokens_computed")));
        Assert.Equal((200, 96), (recorded.Sum("vllm.prefix_cache_queries"), recorded.Sum("vllm.prefix_cache_hits")));
        Assert.Equal(100 + 4 + 12, recorded.Sum("vllm.iteration_tokens_total"));
        Assert.Equal(12, recorded.Of("vllm.inter_token_latency_seconds").Length);
        Assert.Equal(2, recorded.Of("vllm.time_to_first_token_seconds").Length);
        await StepEndedAsync();
        Assert.Equal(0, recorded.Read("vllm.num_requests_running"));
        Assert.Equal(0, recorded.Read("vllm.kv_cache_usage_perc"));
        Assert.Equal(1, recorded.Read("vllm.cache_config_info"));

        await using IAsyncEnumerator<GenerationUpdate> endless = await _run.StartEndlessAsync();
        await StepEndedAsync();
        Assert.Equal(1, recorded.Read("vllm.num_requests_running"));
        EngineSnapshot snapshot = _run.Engine.Snapshot;
        Assert.InRange(recorded.Read("vllm.kv_cache_usage_perc"), 16.0 / snapshot.CacheTokens * 0.99, 1);
    }

    [Fact]
    public async Task Metrics_OfABusyEngine_CountTheRefused()
    {
        using EngineRun busy = await EngineRun.StartAsync(new EngineOptions { MaxRunningRequests = 1, MaxWaitingRequests = 1 });
        using RecordedMetrics recorded = new(busy.Engine.Metrics);
        await using IAsyncEnumerator<GenerationUpdate> running = await busy.StartEndlessAsync();
        await using IAsyncEnumerator<GenerationUpdate> waiting = busy.Engine.Submit(busy.Request()).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.Throws<EngineUnavailableException>(() => busy.Engine.Submit(busy.Request()));

        Assert.Equal(1, recorded.Sum("qwenwebchat.requests_refused"));
        Assert.Equal(2, busy.Engine.Requests.Count);
    }

    [Fact]
    public async Task Metrics_WithoutAModel_CountTheRefused()
    {
        GenerationRequest request = _run.Request();
        using InferenceEngine empty = new(new EngineOptions(), TimeProvider.System, NullLogger<InferenceEngine>.Instance);
        using RecordedMetrics recorded = new(empty.Metrics);

        Assert.Throws<EngineUnavailableException>(() => empty.Submit(request));

        Assert.Equal(1, recorded.Sum("qwenwebchat.requests_refused"));
    }

    // A stream is told before its step is over; this is answered between steps.
    private async Task StepEndedAsync() => await _run.Engine.ReadBlocksAsync(TestContext.Current.CancellationToken);

    private async Task<IAsyncEnumerator<GenerationUpdate>> PastFirstTokenAsync(GenerationRequest request)
    {
        IAsyncEnumerator<GenerationUpdate> updates = _run.Engine.Submit(request).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        while (await updates.MoveNextAsync() && updates.Current is not GenerationUpdate.Token)
        {
        }

        return updates;
    }
}
