using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using QwenWebChat.App.Monitoring;
using QwenWebChat.App.Monitoring.Alerts;
using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.App.Outbound;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers monitoring: metrics, traces, health checks and alerts.</summary>
internal static class MonitoringServices
{
    private const string OtlpSection = "Monitoring:Otlp";

    // The number of label combinations of a metric. Memory for all of them is allocated at the start; the default of 2,000
    // takes 18 MB in total. The HTTP durations have the most, one for each route, method and status; further ones are
    // counted together under the label otel.metric.overflow.
    private const int MaxSeries = 250;

    public static IServiceCollection AddMonitoring(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<MonitoringOptions>("Monitoring");
        services.AddSettings<OtlpOptions>(OtlpSection, options => options.Validate());
        services.AddHealthChecks().AddCheck<ModelReadiness>(ModelReadiness.Name);
        // The endpoint reports the result; the log would repeat it with each request.
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        services.AddTelemetry(configuration.GetSection(OtlpSection).Get<OtlpOptions>() ?? new OtlpOptions());
        services.AddAlerts();
        services.AddSampling();
        return services;
    }

    private static void AddSampling(this IServiceCollection services)
    {
        services.AddSingleton<IEngineMonitor, EngineMonitor>();
        services.AddRequestHistory();
        services.AddSingleton<DecodePrompt>(provider => Decode(provider.GetRequiredService<InferenceEngine>()));
        services.AddSingleton(_ => Nvml.Open());
        services.AddSingleton(provider => new SampleReader(
            provider.GetRequiredService<IEngineMonitor>(), provider.GetRequiredService<Nvml>(),
            new HostReader(provider.GetRequiredService<TimeProvider>()).Read, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MetricHistory>();
        services.AddSingleton<MinuteStore>();
        services.AddSingleton<MinuteWriter>();
        services.AddSingleton<AlertWatch>();
        services.AddSingleton<MetricSampler>();
        services.AddHostedService(provider => provider.GetRequiredService<MetricSampler>());
    }

    private static DecodePrompt Decode(InferenceEngine engine) => ids => engine.Model?.Tokenizer.Decode(ids, skipSpecial: false) ?? "";

    private static void AddTelemetry(this IServiceCollection services, OtlpOptions otlp)
    {
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                "QwenWebChat", serviceVersion: typeof(MonitoringServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion))
            .WithMetrics(Measure);
        // Reads the settings before they are validated: without a collector there is no tracer, and the engine's spans cost
        // nothing.
        if (otlp.AddressOf("metrics") is { } metrics && otlp.AddressOf("traces") is { } traces)
        {
            telemetry
                .WithMetrics(builder => builder.AddOtlpExporter("metrics", exporter => Configure(exporter, otlp, metrics)))
                .WithTracing(builder => builder.AddSource(MeterNames.Engine).AddOtlpExporter("traces", exporter => Configure(exporter, otlp, traces)));
        }
    }

    private static void Measure(MeterProviderBuilder builder)
    {
        builder.AddMeter(MeterNames.Engine, MeterNames.App).AddMeter(MeterNames.Web).AddRuntimeInstrumentation();
        builder.SetExemplarFilter(ExemplarFilterType.AlwaysOff);
        builder.AddView(instrument => VllmBuckets.ByInstrument.TryGetValue(instrument.Name, out double[]? boundaries)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = boundaries, CardinalityLimit = MaxSeries }
            : new MetricStreamConfiguration { CardinalityLimit = MaxSeries });
        // vLLM's dashboards use neither.
        builder.AddPrometheusExporter(exporter => (exporter.ScopeInfoEnabled, exporter.TargetInfoEnabled) = (false, false));
    }

    private static void Configure(OtlpExporterOptions exporter, OtlpOptions otlp, Uri address)
    {
        exporter.Endpoint = address;
        exporter.Protocol = otlp.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        exporter.Headers = otlp.Headers.Length > 0 ? otlp.Headers : null;
    }

    private static void AddAlerts(this IServiceCollection services)
    {
        services.AddSettings<AlertOptions>("Monitoring:Alerts", options => options.Validate());
        services.AddSingleton(provider => new AlertBoard(provider.GetRequiredService<IOptions<AlertOptions>>().Value));
        services.AddHttpClient(AlertWebhook.ClientName)
            // A redirected POST would arrive as a GET. The client's own log would show the address, which may contain a
            // key.
            .ConfigurePrimaryHttpMessageHandler(provider =>
            {
                SocketsHttpHandler handler = provider.GetRequiredService<OutboundConnector>().CreateHandler();
                handler.AllowAutoRedirect = false;
                return handler;
            })
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddHostedService<AlertWebhook>();
    }
}
