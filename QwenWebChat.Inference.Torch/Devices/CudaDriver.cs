using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// NVIDIA's driver, accessed through its library: the supported CUDA version, the GPUs and their free memory. It also
/// lists GPUs if libtorch was built without CUDA. Thread-safe.
/// </summary>
/// <seealso href="https://docs.nvidia.com/cuda/cuda-driver-api/"/>
internal sealed unsafe class CudaDriver
{
    private const int TextBytes = 256;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    private static readonly string[] Needed =
    [
        "cuInit", "cuDriverGetVersion", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceTotalMem_v2", "cuDevicePrimaryCtxRetain",
        "cuCtxPushCurrent_v2", "cuCtxPopCurrent_v2", "cuMemGetInfo_v2",
    ];

    private readonly Func<string, nint> _find;

    private CudaDriver(Func<string, nint> find)
    {
        _find = find;
    }

    /// <summary>The file name of the driver library on this operating system.</summary>
    public static string FileName => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>True if the driver library is installed.</summary>
    public bool IsAvailable { get; private init; } = true;

    /// <summary>The newest CUDA version that the driver supports; null if the driver does not report it.</summary>
    public Version? Version { get; private set; }

    /// <summary>The error code with which the driver failed to initialize; 0 for success.</summary>
    public int Error { get; private set; }

    /// <summary>
    /// A required function that the library does not export, which means a driver many years old; null if all are
    /// present.
    /// </summary>
    public string? MissingFunction { get; private init; }

    /// <summary>The number of GPUs that this process may use, in the order of <c>CUDA_VISIBLE_DEVICES</c> and of libtorch.</summary>
    public int GpuCount { get; private set; }

    /// <summary>Opens the driver library of this machine.</summary>
    public static CudaDriver Open() => Open(FileName);

    /// <summary>Opens a library by its file name, searched in the system's library paths.</summary>
    public static CudaDriver Open(string fileName) => NativeLibrary.TryLoad(fileName, out nint library)
        ? Open(name => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0)
        : new CudaDriver(_ => 0) { IsAvailable = false };

    /// <summary>Opens a library through a function lookup.</summary>
    /// <param name="find">Returns the address of a function of the library by its name; 0 if the library does not export it.</param>
    public static CudaDriver Open(Func<string, nint> find)
    {
        CudaDriver driver = new(find) { MissingFunction = Needed.FirstOrDefault(name => find(name) == 0) };
        if (driver.MissingFunction is null)
        {
            driver.Start();
        }

        return driver;
    }

    /// <summary>
    /// Reads the properties of a GPU. Retains CUDA's primary context on it for the call; the first time, that takes
    /// some tenths of a second and hundreds of megabytes.
    /// </summary>
    /// <param name="index">GPU index, below <see cref="GpuCount"/>.</param>
    /// <param name="failure">
    /// The call that failed, the meaning of its error code and the remedy. libtorch uses the same context and could not
    /// use such a GPU either.
    /// </param>
    public bool TryRead(int index, [NotNullWhen(true)] out CudaGpu? gpu, [NotNullWhen(false)] out string? failure)
    {
        gpu = null;
        int device;
        nuint total = 0;
        nuint free = 0;
        failure = FailureOf("cuDeviceGet", ((delegate* unmanaged<int*, int, int>)_find("cuDeviceGet"))(&device, index))
            ?? FailureOf("cuDeviceTotalMem", ((delegate* unmanaged<nuint*, int, int>)_find("cuDeviceTotalMem_v2"))(&total, device))
            ?? ReadFree(device, out free);
        if (failure is not null)
        {
            return false;
        }

        gpu = new CudaGpu(NameOf(device) ?? $"CUDA device {index}", (long)total, (long)free, CapabilityOf(device));
        return true;
    }

    /// <summary>Returns the name and memory size of a GPU without a context on it: <c>NVIDIA GeForce RTX 4090 with 24 GiB</c>.</summary>
    /// <param name="index">GPU index, below <see cref="GpuCount"/>.</param>
    public string NameGpu(int index)
    {
        int device;
        nuint total = 0;
        return ((delegate* unmanaged<int*, int, int>)_find("cuDeviceGet"))(&device, index) == CudaError.Success
            && ((delegate* unmanaged<nuint*, int, int>)_find("cuDeviceTotalMem_v2"))(&total, device) == CudaError.Success
            ? string.Create(CultureInfo.InvariantCulture, $"{NameOf(device) ?? $"CUDA device {index}"} with {total / (double)(1L << 30):0.#} GiB")
            : $"CUDA device {index}";
    }

    private void Start()
    {
        // This function works before the driver is initialized, and without a GPU.
        int version;
        if (((delegate* unmanaged<int*, int>)_find("cuDriverGetVersion"))(&version) == CudaError.Success)
        {
            Version = VersionOf(version);
        }

        Error = ((delegate* unmanaged<uint, int>)_find("cuInit"))(0);
        int count = 0;
        if (Error == CudaError.Success)
        {
            Error = ((delegate* unmanaged<int*, int>)_find("cuDeviceGetCount"))(&count);
        }

        GpuCount = count;
    }

    /// <summary>Decodes CUDA's version number: 12080 is 12.8.</summary>
    internal static Version VersionOf(int number) => new(number / 1000, number % 1000 / 10);

    // The driver reports free memory for the current context only. libtorch uses the primary context too: if it already
    // exists, this call only increments its reference count for a moment.
    private string? ReadFree(int device, out nuint free)
    {
        free = 0;
        nint context;
        if (FailureOf("cuDevicePrimaryCtxRetain", ((delegate* unmanaged<nint*, int, int>)_find("cuDevicePrimaryCtxRetain"))(&context, device)) is { } refused)
        {
            return refused;
        }

        try
        {
            return ReadFreeOf(context, out free);
        }
        finally
        {
            // Drivers before CUDA 11 export only the first form.
            nint release = _find("cuDevicePrimaryCtxRelease_v2") is var newer and not 0 ? newer : _find("cuDevicePrimaryCtxRelease");
            if (release != 0)
            {
                _ = ((delegate* unmanaged<int, int>)release)(device);
            }
        }
    }

    private string? ReadFreeOf(nint context, out nuint free)
    {
        free = 0;
        if (FailureOf("cuCtxPushCurrent", ((delegate* unmanaged<nint, int>)_find("cuCtxPushCurrent_v2"))(context)) is { } refused)
        {
            return refused;
        }

        nuint freeBytes;
        nuint totalBytes;
        string? failure = FailureOf("cuMemGetInfo", ((delegate* unmanaged<nuint*, nuint*, int>)_find("cuMemGetInfo_v2"))(&freeBytes, &totalBytes));
        nint popped;
        _ = ((delegate* unmanaged<nint*, int>)_find("cuCtxPopCurrent_v2"))(&popped);
        free = failure is null ? freeBytes : 0;
        return failure;
    }

    private string? NameOf(int device)
    {
        byte* text = stackalloc byte[TextBytes];
        return _find("cuDeviceGetName") is var function and not 0 && ((delegate* unmanaged<byte*, int, int, int>)function)(text, TextBytes, device) == CudaError.Success
            ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text))
            : null;
    }

    private Version? CapabilityOf(int device) =>
        Attribute(CapabilityMajor, device) is { } major && Attribute(CapabilityMinor, device) is { } minor ? new Version(major, minor) : null;

    private int? Attribute(int attribute, int device)
    {
        int value;
        return _find("cuDeviceGetAttribute") is var function and not 0 && ((delegate* unmanaged<int*, int, int, int>)function)(&value, attribute, device) == CudaError.Success
            ? value
            : null;
    }

    private static string? FailureOf(string function, int code) => code == CudaError.Success ? null : $"{function} returned {CudaError.Describe(code)}; {CudaError.Remedy(code)}";
}
