using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using QwenWebChat.App.Monitoring;
using QwenWebChat.Tests.Hosting;
using QwenWebChat.Tests.Metrics;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>What reaches a collector, which here only looks for names in what it gets.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class OtlpTests
{
    private const int FlushMilliseconds = 30_000;

    private static readonly (string, string) NoModel = ("Model:Path", "/no/such/model");

    [Theory]
    [InlineData("http", "/v1/metrics", "/v1/traces")]
    [InlineData("grpc", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    public async Task Start_CollectorNamed_GetsMetricsAndTraces(string protocol, string metricsPath, string tracesPath)
    {
        await using ReceivingServer collector = await ReceivingServer.StartAsync(protocols: protocol == "http" ? HttpProtocols.Http1 : HttpProtocols.Http2);
        using WebAppFactory app = new(NoModel, ("Monitoring:Otlp:Endpoint", collector.Address), ("Monitoring:Otlp:Protocol", protocol), ("Monitoring:Otlp:Headers", "x-key=secret"));
        IServiceProvider services = app.Services;
        using EngineInstruments instruments = new("sent");
        using ActivitySource engine = new(MeterNames.Engine);
        using ActivitySource other = new("Somebody.Else");
        await services.FirstSampleAsync();
        instruments.Measure();
        engine.StartActivity("prefill")?.Dispose();
        Activity? foreign = other.StartActivity("foreign");

        services.GetRequiredService<MeterProvider>().ForceFlush(FlushMilliseconds);
        services.GetRequiredService<TracerProvider>().ForceFlush(FlushMilliseconds);
        // Either may be sent by its own clock too, and so in any order.
        List<ReceivedPost> posts = [];
        ReceivedPost metrics = await FindAsync(collector, posts, metricsPath, "vllm.time_to_first_token_seconds");
        ReceivedPost traces = await FindAsync(collector, posts, tracesPath, "prefill");

        Assert.Equal((metricsPath, "secret"), (metrics.Path, metrics.Headers["x-key"]));
        Assert.True(metrics.Mentions("vllm.time_to_first_token_seconds") && metrics.Mentions("qwenwebchat.memory_bytes") && metrics.Mentions("QwenWebChat"));
        Assert.Equal((tracesPath, "secret"), (traces.Path, traces.Headers["x-key"]));
        Assert.True(traces.Mentions("prefill"));
        Assert.Null(foreign);
    }

    private static async Task<ReceivedPost> FindAsync(ReceivingServer collector, List<ReceivedPost> posts, string path, string name)
    {
        ReceivedPost? found;
        while ((found = posts.Find(post => post.Path == path && post.Mentions(name))) is null)
        {
            posts.Add(await collector.NextAsync());
        }

        return found;
    }

    [Fact]
    public void Start_NoCollector_TracesNothing()
    {
        using WebAppFactory app = new(NoModel);

        Assert.Null(app.Services.GetService<TracerProvider>());
        using ActivitySource engine = new(MeterNames.Engine);
        Assert.Null(engine.StartActivity("prefill"));
    }
}
