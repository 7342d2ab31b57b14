using System.Diagnostics;

namespace QwenWebChat.Inference.Metrics;

/// <summary>
/// Creates the trace spans of an ended request: the request, and within it queue, prefill and decode. Does nothing
/// without a listener.
/// </summary>
internal static class RequestTracing
{
    private static readonly ActivitySource Source = new(EngineMetrics.MeterName);

    /// <param name="caller">
    /// The activity in which the request was made. The request's span is linked to it instead of being its child: a web
    /// server's span is seldom sampled, and its children would be dropped with it.
    /// </param>
    public static void Trace(RequestRecord record, ActivityContext caller)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        // The activity of this thread must not become the parent either.
        Activity? present = Activity.Current;
        Activity.Current = null;
        try
        {
            Write(record, caller);
        }
        finally
        {
            Activity.Current = present;
        }
    }

    private static void Write(RequestRecord record, ActivityContext caller)
    {
        DateTimeOffset arrived = record.ArrivedAt;
        ActivityLink[] links = caller == default ? [] : [new ActivityLink(caller)];
        using Activity? request = Source.StartActivity("request", ActivityKind.Internal, default(ActivityContext), tags: null, links, arrived);
        if (request is null)
        {
            return;
        }

        request.SetTag("gen_ai.operation.name", "chat");
        request.SetTag("gen_ai.request.model", record.Model);
        request.SetTag("gen_ai.usage.input_tokens", record.PromptTokens);
        request.SetTag("gen_ai.usage.cache_read.input_tokens", record.CachedTokens);
        request.SetTag("gen_ai.usage.output_tokens", record.NewTokens);
        request.SetTag("gen_ai.response.finish_reasons", new[] { record.FinishReason!.Value.ToString().ToLowerInvariant() });
        request.SetTag("qwenwebchat.request.id", record.Id.ToString());
        request.SetTag("qwenwebchat.request.kind", record.Kind.ToString().ToLowerInvariant());
        request.SetTag("qwenwebchat.request.preemptions", record.PreemptionCount);
        if (record.Error is { } error)
        {
            request.SetStatus(ActivityStatusCode.Error, error);
        }

        Span("queue", TimeSpan.Zero, record.Queue ?? record.EndToEnd);
        if (record.Queue is { } queue)
        {
            Span("prefill", queue, record.TimeToFirstToken ?? record.EndToEnd);
        }

        if (record is { TimeToFirstToken: { } first, Decode: { } decode })
        {
            Span("decode", first, first + decode);
        }

        request.SetEndTime((arrived + record.EndToEnd).UtcDateTime);

        void Span(string name, TimeSpan start, TimeSpan end)
        {
            using Activity? span = Source.StartActivity(name, ActivityKind.Internal, request.Context, startTime: arrived + start);
            span?.SetEndTime((arrived + end).UtcDateTime);
        }
    }
}
