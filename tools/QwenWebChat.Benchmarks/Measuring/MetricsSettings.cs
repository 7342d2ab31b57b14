namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measurement of metrics, which has none.</summary>
internal sealed record MetricsSettings : CommandSettings;
