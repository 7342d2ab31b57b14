using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Quantization;

/// <summary>Native memory that starts at a cache line (64 bytes): allocated, or borrowed from a mapped file.</summary>
internal sealed unsafe partial class NativeBytes : SafeHandle
{
    public const int Alignment = 64;

    // Linux backs memory with 2 MiB pages on request: a decode step that reads gigabytes then needs fewer page lookups.
    private const int HugePageBytes = 2 << 20;
    private const int AdviseHugePages = 14;

    private static readonly bool HasHugePages = OperatingSystem.IsLinux() && ReadSetting("/sys/kernel/mm/transparent_hugepage/enabled") is { } setting
        && !setting.Contains("[never]", StringComparison.Ordinal);

    private static long _liveCount;

    private readonly int _pageBytes;

    private NativeBytes(byte* pointer, long length, bool isOwned, bool isHuge = false)
        : base(0, isOwned)
    {
        Length = length;
        _pageBytes = isHuge ? HugePageBytes : Environment.SystemPageSize;
        SetHandle((nint)pointer);
    }

    /// <summary>The number of own pieces of memory in the process that are not freed yet.</summary>
    public static long LiveCount => Interlocked.Read(ref _liveCount);

    public long Length { get; }

    public byte* Pointer => (byte*)handle;

    public override bool IsInvalid => handle == 0;

    /// <summary>Allocates uninitialized memory.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not available.</exception>
    public static NativeBytes Allocate(long length)
    {
        bool isHuge = HasHugePages && length >= 2 * HugePageBytes;
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), isHuge ? HugePageBytes : (nuint)Alignment);
        if (isHuge)
        {
            _ = Advise(memory, (nuint)length, AdviseHugePages);
        }

        Interlocked.Increment(ref _liveCount);
        return new NativeBytes(memory, length, isOwned: true, isHuge);
    }

    /// <summary>Returns the size in bytes of the pages that hold the first bytes.</summary>
    public long PagesOf(long bytes) => (bytes + _pageBytes - 1) / _pageBytes * _pageBytes;

    /// <summary>Wraps memory that its owner frees after the last use of this object.</summary>
    public static NativeBytes Borrow(byte* pointer, long length) => new(pointer, length, isOwned: false);

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        Interlocked.Decrement(ref _liveCount);
        return true;
    }

    private static string? ReadSetting(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);
}
