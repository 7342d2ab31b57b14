using QwenWebChat.Benchmarks.Measuring;

namespace QwenWebChat.Tests.Benchmarks.Measuring;

/// <summary>The peak of the process's memory.</summary>
public sealed class PeakMemoryTests
{
    [Fact]
    public void FromStatus_LinesOfLinux_AreInBytes()
    {
        Assert.Equal(1_536L << 10, PeakMemory.FromStatus(["Name:\tdotnet", "VmPeak:\t  99 kB", "VmHWM:\t    1536 kB", "VmRSS:\t 12 kB"]));
    }

    [Fact]
    public void FromStatus_WithoutTheLine_IsNone()
    {
        Assert.Null(PeakMemory.FromStatus(["Name:\tdotnet"]));
        Assert.Null(PeakMemory.FromStatus(["VmHWM:"]));
    }

    [Fact]
    public void Read_ThisProcess_IsMoreThanItHolds()
    {
        long before = PeakMemory.Read();
        byte[] more = GC.AllocateUninitializedArray<byte>(8 << 20);
        more.AsSpan().Fill(1);

        Assert.True(before > 16 << 20, $"{before} bytes");
        Assert.True(PeakMemory.Read() >= before);
        GC.KeepAlive(more);
    }
}
