using Bunit;
using QwenWebChat.App.Components.Admin;
using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Components.Admin;

public sealed class DeviceFactsTests
{
    [Theory]
    [InlineData("en", "Not available The NVIDIA driver returned an error: Driver/library version mismatch.")]
    [InlineData("zh-Hans", "不可用 NVIDIA 驱动程序返回错误：Driver/library version mismatch。")]
    public async Task Gpu_ThatCannotBeRead_SaysWhyInThePagesLanguage(string culture, string words)
    {
        await using UiContext ui = new(culture);
        HostReading host = new() { TotalBytes = 16_000, AvailableBytes = 9_000, ProcessBytes = 5_000, ManagedBytes = 300, ThreadCount = 12 };
        MonitorState state = new(
            new MetricSample(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)), Model: null, MemoryAccount.Of(null, new EngineSnapshot(), host, null), host, [],
            new GpuAbsence(GpuAbsenceReason.DriverFailed, "Driver/library version mismatch"));

        IRenderedComponent<DeviceFacts> facts = ui.Render<DeviceFacts>(parameters => parameters.Add(part => part.State, state));

        Assert.Equal(words, facts.Find(".facts-wide dd").TextContent);
    }
}
