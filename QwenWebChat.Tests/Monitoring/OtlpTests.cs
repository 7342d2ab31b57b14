using System.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using QwenWebChat.App.Monitoring;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>What reaches a collector, which here only looks for names in what it gets.</summary>
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
        ReceivedPost metrics = await collector.NextAsync();
        services.GetRequiredService<TracerProvider>().ForceFlush(FlushMilliseconds);
        ReceivedPost traces = await collector.NextAsync();

        Assert.Equal((metricsPath, "secret"), (metrics.Path, metrics.Headers["x-key"]));
        Assert.True(metrics.Mentions("vllm.time_to_first_token_seconds") && metrics.Mentions("qwenwebchat.memory_bytes") && metrics.Mentions("QwenWebChat"));
        Assert.Equal((tracesPath, "secret"), (traces.Path, traces.Headers["x-key"]));
        Assert.True(traces.Mentions("prefill"));
        Assert.Null(foreign);
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
