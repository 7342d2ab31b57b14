using QwenWebChat.Benchmarks;

namespace QwenWebChat.Tests.Benchmarks;

/// <summary>The peak of the process's memory.</summary>
public sealed class ProcessMemoryTests
{
    [Fact]
    public void FromStatus_LinesOfLinux_AreInBytes()
    {
        Assert.Equal(1_536L << 10, ProcessMemory.FromStatus(["Name:\tdotnet", "VmPeak:\t  99 kB", "VmHWM:\t    1536 kB", "VmRSS:\t 12 kB"], "VmHWM"));
    }

    [Fact]
    public void FromStatus_WithoutTheLine_IsNone()
    {
        Assert.Null(ProcessMemory.FromStatus(["Name:\tdotnet"], "VmHWM"));
        Assert.Null(ProcessMemory.FromStatus(["VmHWM:"], "VmHWM"));
    }

    [Fact]
    public void Read_ThisProcess_IsMoreThanItHolds()
    {
        long before = ProcessMemory.Peak();
        byte[] more = GC.AllocateUninitializedArray<byte>(8 << 20);
        more.AsSpan().Fill(1);

        Assert.True(before > 16 << 20, $"{before} bytes");
        Assert.True(ProcessMemory.Peak() >= before);
        GC.KeepAlive(more);
    }
}
