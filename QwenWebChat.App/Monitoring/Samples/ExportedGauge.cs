namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>The gauge by which a metric is exported to Prometheus and OpenTelemetry.</summary>
internal sealed record ExportedGauge(string Name, string Description);
