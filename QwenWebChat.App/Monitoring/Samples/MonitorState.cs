using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>All that was read in one second.</summary>
/// <param name="Gpus">Empty where there is none.</param>
/// <param name="GpuNote">Why there is none; null where there is.</param>
public sealed record MonitorState(
    MetricSample Sample, EngineSnapshot Engine, ServedModel? Model, MemoryAccount Memory, HostReading Host, IReadOnlyList<GpuReading> Gpus, string? GpuNote);
