using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Monitoring.Devices;

namespace QwenWebChat.Tests.Monitoring.Devices;

/// <summary>Memory and processor of the machine.</summary>
public sealed class MachineTests
{
    private const long Gigabyte = 1_000_000_000;

    [Fact]
    public void MemoryInfo_OfLinux_IsReadInBytes() =>
        Assert.Equal((16_000 * 1024L, 9_000 * 1024L), MachineMemory.Parse(["MemTotal:       16000 kB", "MemFree:  100 kB", "MemAvailable:    9000 kB", "HugePages_Total:   0"]));

    [Theory]
    [InlineData("max", "1000", null, 16, 9)]
    [InlineData(null, null, null, 16, 9)]
    [InlineData("4000000000", "3000000000", "anon 1\ninactive_file 500000000\nfile 9", 4, 1.5)]
    [InlineData("4000000000", "3900000000", null, 4, 0.1)]
    [InlineData("32000000000", "1000000000", null, 16, 9)]
    public void ControlGroup_ThatLimits_CountsInsteadOfTheMachine(string? max, string? current, string? statistics, double total, double available)
    {
        (long all, long free) = MachineMemory.Limit(16 * Gigabyte, 9 * Gigabyte, max, current, statistics);
        Assert.Equal((total, available), (all / 1e9, free / 1e9));
    }

    [Fact]
    public void CpuTimes_OfLinux_CountWaitingAsIdle()
    {
        Assert.Equal((10 + 5 + 2 + 1 + 3 + 4, 10 + 5 + 2 + 100 + 7 + 1 + 3 + 4), MachineCpu.Parse("cpu  10 5 2 100 7 1 3 4 0 0"));
        Assert.Null(MachineCpu.Parse("cpu0 1 2 3"));
    }

    [Fact]
    public void Status_OfLinux_TellsMemoryAndThreads() =>
        Assert.Equal((175_744 * 1024L, 12), ProcessStatus.Parse(["Name:\tdotnet", "VmHWM:\t  200000 kB", "VmRSS:\t  175744 kB", "Threads:\t12"]));

    [Fact]
    public void HostReader_OnThisMachine_TellsThisProcess()
    {
        FakeTimeProvider time = new();
        HostReader reader = new(time);
        Assert.Null(reader.Read().ProcessCpu);

        byte[] held = GC.AllocateArray<byte>(200_000_000, pinned: true);
        held.AsSpan().Fill(1);
        time.Advance(TimeSpan.FromMilliseconds(1));
        HostReading reading = reader.Read();

        // A millisecond by the test's clock, many by the processor's: all that there is.
        Assert.Equal(1, reading.ProcessCpu);
        Assert.InRange(reading.ProcessBytes, held.Length, reading.TotalBytes);
        Assert.InRange(reading.AvailableBytes, 1, reading.TotalBytes);
        Assert.True(reading.ThreadCount > 1);
        GC.KeepAlive(held);
    }
}
