using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.Tests.Devices;

/// <summary>NVIDIA's driver library played by functions of the tests, as its header declares them: two GPUs, unless told otherwise.</summary>
internal static unsafe class PlayedDriver
{
    public const long Gigabyte = 1L << 30;

    private const int InvalidContext = 201;
    private const int FirstDevice = 40;
    private const nint FirstContext = 4000;

    // One test's calls are on one thread, as CUDA's current context is.
    [ThreadStatic]
    private static Stack<nint>? _current;

    [ThreadStatic]
    private static int _retainCount;

    private static readonly Dictionary<string, nint> Functions = new()
    {
        ["cuInit"] = (nint)(delegate* unmanaged[Cdecl]<uint, int>)&Init,
        ["cuDriverGetVersion"] = (nint)(delegate* unmanaged[Cdecl]<int*, int>)&Version,
        ["cuDeviceGetCount"] = (nint)(delegate* unmanaged[Cdecl]<int*, int>)&Two,
        ["cuDeviceGet"] = (nint)(delegate* unmanaged[Cdecl]<int*, int, int>)&Device,
        ["cuDeviceGetName"] = (nint)(delegate* unmanaged[Cdecl]<byte*, int, int, int>)&Name,
        ["cuDeviceTotalMem_v2"] = (nint)(delegate* unmanaged[Cdecl]<nuint*, int, int>)&Total,
        ["cuDeviceGetAttribute"] = (nint)(delegate* unmanaged[Cdecl]<int*, int, int, int>)&Attribute,
        ["cuDevicePrimaryCtxRetain"] = (nint)(delegate* unmanaged[Cdecl]<nint*, int, int>)&Retain,
        ["cuDevicePrimaryCtxRelease_v2"] = (nint)(delegate* unmanaged[Cdecl]<int, int>)&Release,
        ["cuCtxPushCurrent_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Push,
        ["cuCtxPopCurrent_v2"] = (nint)(delegate* unmanaged[Cdecl]<nint*, int>)&Pop,
        ["cuMemGetInfo_v2"] = (nint)(delegate* unmanaged[Cdecl]<nuint*, nuint*, int>)&Memory,
    };

    public static (string Name, nint Function) One { get; } = ("cuDeviceGetCount", (nint)(delegate* unmanaged[Cdecl]<int*, int>)&Single);

    public static (string Name, nint Function) None { get; } = ("cuDeviceGetCount", (nint)(delegate* unmanaged[Cdecl]<int*, int>)&Zero);

    public static (string Name, nint Function) OfCuda11 { get; } = ("cuDriverGetVersion", (nint)(delegate* unmanaged[Cdecl]<int*, int>)&OldVersion);

    /// <summary>The first GPU's context cannot be made: its memory is taken.</summary>
    public static (string Name, nint Function) FirstFull { get; } = ("cuDevicePrimaryCtxRetain", (nint)(delegate* unmanaged[Cdecl]<nint*, int, int>)&RetainButTheFirst);

    public static (string Name, nint Function) WithoutFigures { get; } = ("cuMemGetInfo_v2", (nint)(delegate* unmanaged[Cdecl]<nuint*, nuint*, int>)&NoMemory);

    /// <summary>Contexts that are held or current on this thread; none after each reading.</summary>
    public static int ContextCount => _retainCount + (_current?.Count ?? 0);

    public static (string Name, nint Function) Refusing(int code) => ("cuInit", code switch
    {
        3 => (nint)(delegate* unmanaged[Cdecl]<uint, int>)&NotInitialised,
        35 => (nint)(delegate* unmanaged[Cdecl]<uint, int>)&Insufficient,
        100 => (nint)(delegate* unmanaged[Cdecl]<uint, int>)&NoDevice,
        803 => (nint)(delegate* unmanaged[Cdecl]<uint, int>)&Mismatch,
        _ => (nint)(delegate* unmanaged[Cdecl]<uint, int>)&Unlisted,
    });

    public static (string Name, nint Function) Without(string name) => (name, 0);

    public static CudaDriver Open(params (string Name, nint Function)[] others)
    {
        Dictionary<string, nint> functions = new(Functions);
        foreach ((string name, nint function) in others)
        {
            functions[name] = function;
        }

        return CudaDriver.Open(name => functions.GetValueOrDefault(name));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Init(uint flags) => flags == 0 ? 0 : 1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int NotInitialised(uint flags) => 3;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Insufficient(uint flags) => 35;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int NoDevice(uint flags) => 100;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Mismatch(uint flags) => 803;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlisted(uint flags) => 12345;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Version(int* version) => Write(version, 12090);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OldVersion(int* version) => Write(version, 11040);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Zero(int* count) => Write(count, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Single(int* count) => Write(count, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Two(int* count) => Write(count, 2);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Device(int* device, int ordinal) => ordinal is 0 or 1 ? Write(device, FirstDevice + ordinal) : 101;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Name(byte* name, int length, int device)
    {
        ReadOnlySpan<byte> text = device == FirstDevice ? "Card 1\0"u8 : "Card 2\0"u8;
        text.CopyTo(new Span<byte>(name, length));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Total(nuint* bytes, int device)
    {
        *bytes = (nuint)(device == FirstDevice ? 24 * Gigabyte : 11 * Gigabyte);
        return 0;
    }

    // 75 and 76 are the compute capability: 8.9 and 7.5.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Attribute(int* value, int attribute, int device) => (attribute, device) switch
    {
        (75, FirstDevice) => Write(value, 8),
        (76, FirstDevice) => Write(value, 9),
        (75, _) => Write(value, 7),
        (76, _) => Write(value, 5),
        _ => 1,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Retain(nint* context, int device) => Hold(context, device);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int RetainButTheFirst(nint* context, int device) => device == FirstDevice ? 2 : Hold(context, device);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Release(int device)
    {
        _retainCount--;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Push(nint context)
    {
        (_current ??= []).Push(context);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Pop(nint* context)
    {
        *context = _current!.Pop();
        return 0;
    }

    // free, total
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Memory(nuint* free, nuint* total)
    {
        if (_current is not { Count: > 0 })
        {
            return InvalidContext;
        }

        bool isFirst = _current.Peek() == FirstContext;
        *free = (nuint)(isFirst ? 20 * Gigabyte : 5 * Gigabyte);
        *total = (nuint)(isFirst ? 24 * Gigabyte : 11 * Gigabyte);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int NoMemory(nuint* free, nuint* total) => 999;

    private static int Hold(nint* context, int device)
    {
        _retainCount++;
        *context = FirstContext + device - FirstDevice;
        return 0;
    }

    private static int Write(int* target, int value)
    {
        *target = value;
        return 0;
    }
}
