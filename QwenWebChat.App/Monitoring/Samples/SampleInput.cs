using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>The current state from which gauges are read.</summary>
/// <param name="Gpu">The first GPU of the model; null if there is none.</param>
internal sealed record SampleInput(EngineSnapshot Snapshot, MemoryAccount Memory, HostReading Host, GpuReading? Gpu);
