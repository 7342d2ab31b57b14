using System.Runtime.InteropServices;
using System.Text;

namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>
/// NVIDIA's management library, which comes with the driver: memory, load, temperature, power and clocks of each GPU.
/// Where it is not there, nothing is read and <see cref="Unavailable"/> says why. Any thread may use it.
/// </summary>
/// <seealso href="https://docs.nvidia.com/deploy/nvml-api/"/>
internal sealed unsafe class Nvml
{
    private const int Success = 0;
    private const int NameBytes = 96;
    private const int MaxProcesses = 128;
    private const int MultiprocessorClock = 1;
    private const int MemoryClock = 2;

    private readonly Func<string, nint> _find;
    private readonly List<(nint Device, string Name)> _devices = [];

    /// <param name="find">The address of a function of the library; 0 where it has none of that name.</param>
    private Nvml(Func<string, nint> find)
    {
        _find = find;
    }

    /// <summary>Why nothing can be read, in one line; null where it can.</summary>
    public string? Unavailable { get; private init; }

    /// <summary>Opens the library of this machine.</summary>
    public static Nvml Open()
    {
        string file = OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
        return NativeLibrary.TryLoad(file, out nint library)
            ? Open(name => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0)
            : Without($"{file} is not there: no NVIDIA driver is installed.");
    }

    /// <summary>Opens a library by its functions.</summary>
    public static Nvml Open(Func<string, nint> find)
    {
        if (find("nvmlInit_v2") is 0 || find("nvmlDeviceGetCount_v2") is 0 || find("nvmlDeviceGetHandleByIndex_v2") is 0 || find("nvmlDeviceGetMemoryInfo") is 0)
        {
            return Without("The NVIDIA driver is too old: its management library lacks the functions of 2013 and later.");
        }

        Nvml nvml = new(find);
        int error = ((delegate* unmanaged<int>)find("nvmlInit_v2"))();
        uint count = 0;
        if (error != Success || (error = ((delegate* unmanaged<uint*, int>)find("nvmlDeviceGetCount_v2"))(&count)) != Success)
        {
            return Without($"The NVIDIA driver does not answer: {nvml.TextOf(error)}.");
        }

        for (uint index = 0; index < count; index++)
        {
            nint device;
            if (((delegate* unmanaged<uint, nint*, int>)find("nvmlDeviceGetHandleByIndex_v2"))(index, &device) == Success)
            {
                nvml._devices.Add((device, nvml.NameOf(device) ?? $"GPU {index}"));
            }
        }

        return nvml._devices.Count > 0 ? nvml : Without("The NVIDIA driver knows of no GPU.");
    }

    /// <summary>Each GPU as it stands; empty where none can be read.</summary>
    public IReadOnlyList<GpuReading> Read() => [.. _devices.Select(device => Read(device.Device, device.Name)).OfType<GpuReading>()];

    private static Nvml Without(string reason) => new(_ => 0) { Unavailable = reason };

    private GpuReading? Read(nint device, string name)
    {
        MemoryInfo memory;
        if (((delegate* unmanaged<nint, MemoryInfo*, int>)_find("nvmlDeviceGetMemoryInfo"))(device, &memory) != Success)
        {
            return null;
        }

        UtilizationInfo utilization = default;
        bool hasUtilization = Find("nvmlDeviceGetUtilizationRates") is { } rates && ((delegate* unmanaged<nint, UtilizationInfo*, int>)rates)(device, &utilization) == Success;
        return new GpuReading
        {
            Name = name,
            TotalBytes = (long)memory.Total,
            UsedBytes = (long)memory.Used,
            ProcessBytes = OfThisProcess(device),
            Utilization = hasUtilization ? utilization.Gpu / 100.0 : null,
            TemperatureCelsius = Number("nvmlDeviceGetTemperature", device, 0),
            PowerWatts = Number("nvmlDeviceGetPowerUsage", device) / 1000.0,
            PowerLimitWatts = Number("nvmlDeviceGetEnforcedPowerLimit", device) / 1000.0,
            ClockMegahertz = Number("nvmlDeviceGetClockInfo", device, MultiprocessorClock),
            MemoryClockMegahertz = Number("nvmlDeviceGetClockInfo", device, MemoryClock),
        };
    }

    // The driver of Windows tells no figure for a process, which it says by the greatest number.
    private long? OfThisProcess(nint device)
    {
        if (Find("nvmlDeviceGetComputeRunningProcesses_v3") is not { } function)
        {
            return null;
        }

        ProcessInfo* processes = stackalloc ProcessInfo[MaxProcesses];
        uint count = MaxProcesses;
        if (((delegate* unmanaged<nint, uint*, ProcessInfo*, int>)function)(device, &count, processes) != Success)
        {
            return null;
        }

        for (int i = 0; i < count; i++)
        {
            if (processes[i].ProcessId == Environment.ProcessId && processes[i].UsedBytes != ulong.MaxValue)
            {
                return (long)processes[i].UsedBytes;
            }
        }

        return null;
    }

    private int? Number(string function, nint device)
    {
        uint value;
        return Find(function) is { } address && ((delegate* unmanaged<nint, uint*, int>)address)(device, &value) == Success ? (int)value : null;
    }

    private int? Number(string function, nint device, int kind)
    {
        uint value;
        return Find(function) is { } address && ((delegate* unmanaged<nint, int, uint*, int>)address)(device, kind, &value) == Success ? (int)value : null;
    }

    private string? NameOf(nint device)
    {
        byte* name = stackalloc byte[NameBytes];
        return Find("nvmlDeviceGetName") is { } function && ((delegate* unmanaged<nint, byte*, uint, int>)function)(device, name, NameBytes) == Success
            ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name))
            : null;
    }

    private string TextOf(int error) => Find("nvmlErrorString") is { } function
        ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(((delegate* unmanaged<int, byte*>)function)(error)))
        : $"error {error}";

    private nint? Find(string function) => _find(function) is var address and not 0 ? address : null;

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryInfo
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct UtilizationInfo
    {
        public uint Gpu;
        public uint Memory;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInfo
    {
        public uint ProcessId;
        public ulong UsedBytes;
        public uint GpuInstanceId;
        public uint ComputeInstanceId;
    }
}
