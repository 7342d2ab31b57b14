using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QwenWebChat.App.Monitoring.Devices;

namespace QwenWebChat.Tests.Monitoring.Devices;

/// <summary>NVIDIA's library played by functions of the test, with its structures as the documentation gives them.</summary>
public sealed unsafe class NvmlTests
{
    private const int NotSupported = 3;
    private const int DriverNotLoaded = 9;
    private const long Gigabyte = 1L << 30;

    private static readonly Dictionary<string, nint> Functions = new()
    {
        ["nvmlInit_v2"] = (nint)(delegate* unmanaged[Cdecl]<int>)&Init,
        ["nvmlDeviceGetCount_v2"] = (nint)(delegate* unmanaged[Cdecl]<uint*, int>)&Count,
        ["nvmlDeviceGetHandleByIndex_v2"] = (nint)(delegate* unmanaged[Cdecl]<uint, nint*, int>)&Handle,
        ["nvmlDeviceGetName"] = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)&Name,
        ["nvmlDeviceGetUUID"] = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)&Uuid,
        ["nvmlDeviceGetMemoryInfo"] = (nint)(delegate* unmanaged[Cdecl]<nint, ulong*, int>)&Memory,
        ["nvmlDeviceGetUtilizationRates"] = (nint)(delegate* unmanaged[Cdecl]<nint, uint*, int>)&Utilization,
        ["nvmlDeviceGetTemperature"] = (nint)(delegate* unmanaged[Cdecl]<nint, int, uint*, int>)&Temperature,
        ["nvmlDeviceGetPowerUsage"] = (nint)(delegate* unmanaged[Cdecl]<nint, uint*, int>)&Power,
        ["nvmlDeviceGetEnforcedPowerLimit"] = (nint)(delegate* unmanaged[Cdecl]<nint, uint*, int>)&Unsupported,
        ["nvmlDeviceGetClockInfo"] = (nint)(delegate* unmanaged[Cdecl]<nint, int, uint*, int>)&Clock,
        ["nvmlDeviceGetComputeRunningProcesses_v3"] = (nint)(delegate* unmanaged[Cdecl]<nint, uint*, byte*, int>)&Processes,
    };

    [Fact]
    public void Read_OfTwoCards_TellsEachOne()
    {
        Nvml nvml = Nvml.Open(name => Functions.GetValueOrDefault(name));

        Assert.Null(nvml.Absence);
        IReadOnlyList<GpuReading> gpus = nvml.Read();
        Assert.Equal(["Card 1", "Card 2"], gpus.Select(gpu => gpu.Name));
        GpuReading first = gpus[0];
        Assert.Equal((24 * Gigabyte, 9 * Gigabyte, 7 * Gigabyte), (first.TotalBytes, first.UsedBytes, first.ProcessBytes));
        Assert.Equal((0.87, 61, 312.5, null), (first.Utilization, first.TemperatureCelsius, first.PowerWatts, first.PowerLimitWatts));
        Assert.Equal((2520, 10501), (first.ClockMegahertz, first.MemoryClockMegahertz));
    }

    [Theory]
    [InlineData(null, "Card 1")]
    [InlineData("", "Card 1")]
    [InlineData("1,0", "Card 2")]
    [InlineData("GPU-b2", "Card 2")]
    [InlineData("gpu-B2c4, GPU-a1", "Card 2")]
    [InlineData("MIG-b2", "Card 1")]
    [InlineData("-1", "Card 1")]
    public void Read_CardThatCudaIsToldToUse_ComesFirst(string? visible, string first)
    {
        IReadOnlyList<GpuReading> gpus = Nvml.Open(name => Functions.GetValueOrDefault(name), visible).Read();

        Assert.Equal((2, first), (gpus.Count, gpus[0].Name));
    }

    [Fact]
    public void Read_OfALibraryThatKnowsLittle_TellsTheMemoryAlone()
    {
        string[] known = ["nvmlInit_v2", "nvmlDeviceGetCount_v2", "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetMemoryInfo"];
        GpuReading gpu = Nvml.Open(name => known.Contains(name) ? Functions[name] : 0).Read()[0];

        Assert.Equal(new GpuReading { Name = "GPU 0", TotalBytes = 24 * Gigabyte, UsedBytes = 9 * Gigabyte }, gpu);
    }

    [Fact]
    public void Open_WithoutADriverThatAnswers_SaysWhyAndReadsNothing()
    {
        Nvml refusing = Nvml.Open(name => name == "nvmlInit_v2" ? (nint)(delegate* unmanaged[Cdecl]<int>)&Refuse : Functions.GetValueOrDefault(name));
        Nvml old = Nvml.Open(_ => 0);

        Assert.Equal(new GpuAbsence(GpuAbsenceReason.DriverFailed, "error 9"), refusing.Absence);
        Assert.Equal(new GpuAbsence(GpuAbsenceReason.OldDriver), old.Absence);
        Assert.Empty(refusing.Read());
        Assert.Empty(old.Read());
    }

    [Fact]
    public void Open_OfThisMachine_ReadsOrSaysWhy()
    {
        Nvml nvml = Nvml.Open();
        Assert.Equal(nvml.Absence is null, nvml.Read().Count > 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Init() => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Refuse() => DriverNotLoaded;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Count(uint* count)
    {
        *count = 2;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Handle(uint index, nint* device)
    {
        *device = 1000 + (nint)index;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Name(nint device, byte* name, uint length)
    {
        ReadOnlySpan<byte> text = device == 1000 ? "Card 1\0"u8 : "Card 2\0"u8;
        text.CopyTo(new Span<byte>(name, (int)length));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Uuid(nint device, byte* uuid, uint length)
    {
        ReadOnlySpan<byte> text = device == 1000 ? "GPU-a1b2c3\0"u8 : "GPU-b2c4d5\0"u8;
        text.CopyTo(new Span<byte>(uuid, (int)length));
        return 0;
    }

    // total, free, used
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Memory(nint device, ulong* memory)
    {
        (memory[0], memory[1], memory[2]) = (24 * Gigabyte, 15 * Gigabyte, 9 * Gigabyte);
        return 0;
    }

    // gpu, memory; per cent
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Utilization(nint device, uint* rates)
    {
        (rates[0], rates[1]) = (87, 40);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Temperature(nint device, int sensor, uint* degrees)
    {
        *degrees = sensor == 0 ? 61u : 0;
        return 0;
    }

    // Milliwatts.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Power(nint device, uint* power)
    {
        *power = 312_500;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unsupported(nint device, uint* value) => NotSupported;

    // 0 graphics, 1 multiprocessors, 2 memory
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Clock(nint device, int kind, uint* clock)
    {
        *clock = kind switch { 1 => 2520u, 2 => 10501u, _ => 0u };
        return 0;
    }

    // Of each, 24 bytes: the process, 4 bytes of nothing, its memory, two ids.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Processes(nint device, uint* count, byte* processes)
    {
        *count = 2;
        new Span<byte>(processes, 48).Clear();
        *(uint*)processes = uint.MaxValue;
        *(ulong*)(processes + 8) = Gigabyte;
        *(uint*)(processes + 24) = (uint)Environment.ProcessId;
        *(ulong*)(processes + 32) = 7 * Gigabyte;
        return 0;
    }
}
