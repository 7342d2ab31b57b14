using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Quantization;

/// <summary>Memory outside the garbage collector's heap that starts at a cache line, 64 bytes: its own, or a file's.</summary>
internal sealed unsafe partial class NativeBytes : SafeHandle
{
    public const int Alignment = 64;

    // Linux backs memory with pages of 2 MiB where it is asked to: a decode step that reads gigabytes looks up fewer.
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

    /// <summary>Memory of any content.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
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

    /// <summary>Bytes of the pages that its first bytes lie in.</summary>
    public long PagesOf(long bytes) => (bytes + _pageBytes - 1) / _pageBytes * _pageBytes;

    /// <summary>Memory that somebody else frees, later than this is last used.</summary>
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
