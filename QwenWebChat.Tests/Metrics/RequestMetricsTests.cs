using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Tests.Engine;

namespace QwenWebChat.Tests.Metrics;

/// <summary>The figures of a request on a clock that the test holds.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class RequestMetricsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly EngineMetrics _metrics = new(() => new EngineSnapshot());
    private EngineRun _run = null!;

    public async ValueTask InitializeAsync()
    {
        _run = await EngineRun.StartAsync();
        _metrics.Serve("tiny", null);
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        _metrics.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Arrival at 0, first step at 250 ms, tokens at 1000, 1100, 1300 and 1350 ms, end at 1400 ms.</summary>
    [Fact]
    public void Request_OnAKnownClock_HasTheseTimes()
    {
        using RecordedMetrics recorded = new(_metrics);

        RequestRecord record = Live().Close(FinishReason.Stop).Record;

        Assert.Equal((250, 1000, 350, 1400), (Ms(record.Queue), Ms(record.TimeToFirstToken), Ms(record.Decode), Ms(record.EndToEnd)));
        Assert.Equal((750, 100, 200, 200), (Ms(record.Prefill), Ms(record.InterTokenP50), Ms(record.InterTokenP95), Ms(record.InterTokenMax)));
        Assert.Equal((3, 4, RequestKind.Document, "ann", RequestPhase.Ended), (record.PromptTokens, record.NewTokens, record.Kind, record.UserId, record.Phase));
        Assert.Equal(3 / 0.35, record.TokensPerSecond!.Value, 9);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), record.ArrivedAt);

        Assert.Equal([1.0], recorded.Of("vllm.time_to_first_token_seconds"));
        Assert.Equal([0.1, 0.2, 0.05], recorded.Of("vllm.inter_token_latency_seconds"));
        Assert.Equal([1.4], recorded.Of("vllm.e2e_request_latency_seconds"));
        Assert.Equal([0.25], recorded.Of("vllm.request_queue_time_seconds"));
        Assert.Equal([0.75], recorded.Of("vllm.request_prefill_time_seconds"));
        Assert.Equal([0.35], recorded.Of("vllm.request_decode_time_seconds"));
        Assert.Equal([1.1], recorded.Of("vllm.request_inference_time_seconds"));
        Assert.Equal([0.116667], recorded.Of("vllm.request_time_per_output_token_seconds"));
        Assert.Equal((3, 0), (recorded.Sum("vllm.prompt_tokens"), recorded.Sum("qwenwebchat.prompt_tokens_computed")));
        Assert.Equal([3.0], recorded.Of("vllm.request_prompt_tokens"));
        Assert.Equal([4.0], recorded.Of("vllm.request_generation_tokens"));
        Assert.Equal(4, recorded.Sum("vllm.generation_tokens"));
        Assert.Equal(["model_name=tiny,finished_reason=stop"], recorded.TagsOf("vllm.request_success"));
    }

    [Fact]
    public void Request_AtEachMoment_IsInThisPhase()
    {
        ActiveRequest request = New();
        Assert.Equal(RequestPhase.Queue, request.Record().Phase);

        request.MarkStarted();
        request.TellRead(2, cachedTokens: 1);
        Assert.Equal((RequestPhase.Prefill, 2), (request.Record().Phase, request.Record().PrefilledTokens));

        request.TellToken(1, "a");
        RequestRecord record = request.Record();
        Assert.Equal((RequestPhase.Decode, null, null), (record.Phase, record.InterTokenP95, record.TokensPerSecond));
        Assert.Equal(RequestPhase.Ended, request.Close(FinishReason.Abort).Record.Phase);
    }

    [Fact]
    public void Request_ThatNeverRan_WaitedUntilItsEndAndFailsInOneLine()
    {
        using RecordedMetrics recorded = new(_metrics);
        ActiveRequest request = New();
        _clock.Advance(TimeSpan.FromSeconds(2));

        RequestRecord record = request.Close(FinishReason.Error, new InvalidOperationException("No room.\nat Here()")).Record;

        Assert.Equal((null, "No room."), (record.Queue, record.Error));
        Assert.Equal([2.0], recorded.Of("vllm.request_queue_time_seconds"));
        Assert.Empty(recorded.Of("vllm.time_to_first_token_seconds"));
        Assert.Empty(recorded.Of("vllm.request_decode_time_seconds"));
        Assert.Equal(["model_name=tiny,finished_reason=error"], recorded.TagsOf("vllm.request_success"));
    }

    [Fact]
    public void Request_Traced_HasASpanForEachPhase()
    {
        ConcurrentQueue<Activity> spans = [];
        using Activity caller = new Activity("caller").Start();
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == EngineMetrics.MeterName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        _ = Live().Close(FinishReason.Stop);

        Activity request = Assert.Single(spans, span => span.OperationName == "request" && span.Links.Any(link => link.Context.SpanId == caller.SpanId));
        Assert.Null(request.Parent);
        Assert.NotEqual(caller.TraceId, request.TraceId);
        Activity[] mine = [.. spans.Where(span => span.TraceId == request.TraceId)];
        DateTime arrived = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        Assert.Equal(
            [("queue", 0, 250), ("prefill", 250, 750), ("decode", 1000, 350)],
            mine.Where(span => span != request).Select(span => (span.OperationName, (int)(span.StartTimeUtc - arrived).TotalMilliseconds, (int)span.Duration.TotalMilliseconds)));
        Assert.All(mine.Where(span => span != request), span => Assert.Equal(request.SpanId, span.ParentSpanId));
        Assert.Equal((1400, 4), ((int)request.Duration.TotalMilliseconds, request.GetTagItem("gen_ai.usage.output_tokens")));
    }

    [Fact]
    public void Token_Recorded_AllocatesNothing()
    {
        long sum = 0;
        using System.Diagnostics.Metrics.MeterListener listener = new()
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter == _metrics.Meter)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => sum++);
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => sum++);
        listener.Start();
        Record();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Record();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 4000);

        void Record()
        {
            _metrics.StepEnded(64, 3, 1);
            _metrics.PrefixesLookedUp(10, 5);
            _metrics.TokenCame(TimeSpan.FromMilliseconds(20));
        }
    }

    private static int? Ms(TimeSpan? time) => (int?)time?.TotalMilliseconds;

    private ActiveRequest New() => new(_run.Request() with { Kind = RequestKind.Document, Owner = new RequestOwner("ann", "chat 7") }, _clock, _metrics, () => { });

    private ActiveRequest Live()
    {
        ActiveRequest request = New();
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        request.MarkStarted();
        foreach (int wait in new[] { 750, 100, 200, 50 })
        {
            _clock.Advance(TimeSpan.FromMilliseconds(wait));
            request.TellToken(1, "a");
        }

        _clock.Advance(TimeSpan.FromMilliseconds(50));
        return request;
    }
}
