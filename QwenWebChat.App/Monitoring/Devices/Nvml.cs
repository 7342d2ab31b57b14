using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace QwenWebChat.App.Monitoring.Devices;

/// <summary>
/// NVIDIA's management library, which is installed with the driver: memory, utilization, temperature, power and clocks of
/// each GPU. Without the library nothing is read, and <see cref="Absence"/> gives the reason. Thread-safe.
/// </summary>
/// <seealso href="https://docs.nvidia.com/deploy/nvml-api/"/>
internal sealed unsafe class Nvml
{
    private const int Success = 0;
    private const int TextBytes = 96;
    private const int MaxProcesses = 128;
    private const int MultiprocessorClock = 1;
    private const int MemoryClock = 2;

    private readonly Func<string, nint> _find;
    private readonly List<(nint Device, string Name)> _devices = [];

    /// <param name="find">Returns the address of a function of the library; 0 if there is none of that name.</param>
    private Nvml(Func<string, nint> find)
    {
        _find = find;
    }

    /// <summary>The reason why nothing can be read; null if the library works.</summary>
    public GpuAbsence? Absence { get; private init; }

    /// <summary>Opens the library of this machine.</summary>
    public static Nvml Open()
    {
        string file = OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
        return NativeLibrary.TryLoad(file, out nint library)
            ? Open(name => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0, Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"))
            : Without(GpuAbsenceReason.NoDriver, file);
    }

    /// <summary>Opens a library by its functions.</summary>
    /// <param name="find">Returns the address of a function of the library; 0 if there is none of that name.</param>
    /// <param name="visible">
    /// <c>CUDA_VISIBLE_DEVICES</c>: the GPU of its first entry, an index or the prefix of a UUID, is read first. An index
    /// counts in bus order, as in this library. CUDA uses that order only with <c>CUDA_DEVICE_ORDER=PCI_BUS_ID</c>;
    /// otherwise it lists the fastest GPU first. An entry without a match is ignored.
    /// </param>
    public static Nvml Open(Func<string, nint> find, string? visible = null)
    {
        if (find("nvmlInit_v2") is 0 || find("nvmlDeviceGetCount_v2") is 0 || find("nvmlDeviceGetHandleByIndex_v2") is 0 || find("nvmlDeviceGetMemoryInfo") is 0)
        {
            return Without(GpuAbsenceReason.OldDriver);
        }

        Nvml nvml = new(find);
        int error = ((delegate* unmanaged<int>)find("nvmlInit_v2"))();
        uint count = 0;
        if (error != Success || (error = ((delegate* unmanaged<uint*, int>)find("nvmlDeviceGetCount_v2"))(&count)) != Success)
        {
            return Without(GpuAbsenceReason.DriverFailed, nvml.TextOf(error));
        }

        string chosen = visible?.Split(',')[0].Trim() ?? "";
        for (uint index = 0; index < count; index++)
        {
            nint device;
            if (((delegate* unmanaged<uint, nint*, int>)find("nvmlDeviceGetHandleByIndex_v2"))(index, &device) == Success)
            {
                nvml._devices.Insert(nvml.IsChosen(chosen, index, device) ? 0 : nvml._devices.Count, (device, nvml.NameOf(device) ?? $"GPU {index}"));
            }
        }

        return nvml._devices.Count > 0 ? nvml : Without(GpuAbsenceReason.NoGpu);
    }

    /// <summary>Reads each GPU, the first visible one of CUDA first; empty if none can be read.</summary>
    public IReadOnlyList<GpuReading> Read() => [.. _devices.Select(device => Read(device.Device, device.Name)).OfType<GpuReading>()];

    private static Nvml Without(GpuAbsenceReason reason, string? detail = null) => new(_ => 0) { Absence = new GpuAbsence(reason, detail) };

    private bool IsChosen(string chosen, uint index, nint device) => uint.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
        ? number == index
        : chosen.Length > 0 && TextOf("nvmlDeviceGetUUID", device)?.StartsWith(chosen, StringComparison.OrdinalIgnoreCase) == true;

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

    // The Windows driver does not report the memory of a process and returns the maximum value instead.
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

    private string? NameOf(nint device) => TextOf("nvmlDeviceGetName", device);

    private string? TextOf(string function, nint device)
    {
        byte* text = stackalloc byte[TextBytes];
        return Find(function) is { } address && ((delegate* unmanaged<nint, byte*, uint, int>)address)(device, text, TextBytes) == Success
            ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
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
