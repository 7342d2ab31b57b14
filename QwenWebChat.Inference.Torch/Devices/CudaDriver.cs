using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// NVIDIA's driver as programs see it, by the library that comes with it: which CUDA it supports, which cards there are
/// and how much of their memory is free. It knows the cards also where libtorch has no CUDA. Any thread may use it.
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

    /// <summary>The file of the library on this system.</summary>
    public static string FileName => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>Whether there is a driver's library at all.</summary>
    public bool IsThere { get; private init; } = true;

    /// <summary>The newest CUDA that the driver supports; null where it does not say.</summary>
    public Version? Version { get; private set; }

    /// <summary>The answer with which the driver refused to start; 0 where it started.</summary>
    public int Error { get; private set; }

    /// <summary>A function that the library lacks, which then is of a driver many years old; null where it has them all.</summary>
    public string? MissingFunction { get; private init; }

    /// <summary>The cards that the driver lets this process use: as <c>CUDA_VISIBLE_DEVICES</c> has them, and as libtorch counts them.</summary>
    public int CardCount { get; private set; }

    /// <summary>Opens the library of this machine.</summary>
    public static CudaDriver Open() => Open(FileName);

    /// <summary>Opens a library by its file, looked for where the system has its libraries.</summary>
    public static CudaDriver Open(string fileName) => NativeLibrary.TryLoad(fileName, out nint library)
        ? Open(name => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0)
        : new CudaDriver(_ => 0) { IsThere = false };

    /// <summary>Opens a library by its functions.</summary>
    /// <param name="find">The address of a function of the library; 0 where it has none of that name.</param>
    public static CudaDriver Open(Func<string, nint> find)
    {
        CudaDriver driver = new(find) { MissingFunction = Needed.FirstOrDefault(name => find(name) == 0) };
        if (driver.MissingFunction is null)
        {
            driver.Start();
        }

        return driver;
    }

    /// <summary>Reads a card. Makes CUDA's context on it for a moment, which takes some tenths of a second and hundreds of megabytes the first time.</summary>
    /// <param name="index">Below <see cref="CardCount"/>.</param>
    /// <param name="failure">The call that failed, what its answer means and what helps. libtorch could not use such a card either: it works in the same context.</param>
    public bool TryRead(int index, [NotNullWhen(true)] out CudaCard? card, [NotNullWhen(false)] out string? failure)
    {
        card = null;
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

        card = new CudaCard(NameOf(device) ?? $"CUDA device {index}", (long)total, (long)free, CapabilityOf(device));
        return true;
    }

    /// <summary>A card's name and size, without making a context on it: <c>NVIDIA GeForce RTX 4090 with 24 GiB</c>.</summary>
    /// <param name="index">Below <see cref="CardCount"/>.</param>
    public string NameCard(int index)
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
        // This one answers before the driver is started, and without a card.
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

        CardCount = count;
    }

    /// <summary>12080 is 12.8.</summary>
    internal static Version VersionOf(int number) => new(number / 1000, number % 1000 / 10);

    // Free memory is told of the current context alone. The primary one is what libtorch uses too: where that has made it,
    // this only counts one more user of it for a moment.
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
            // Drivers before CUDA 11 have the first form alone.
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

    private static string? FailureOf(string function, int code) => code == CudaError.Success ? null : $"{function} says {CudaError.Describe(code)}; {CudaError.Remedy(code)}";
}
