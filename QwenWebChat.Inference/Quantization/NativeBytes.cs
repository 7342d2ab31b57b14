using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Quantization;

/// <summary>Memory outside the garbage collector's heap that starts at a cache line, 64 bytes: its own, or a file's.</summary>
internal sealed unsafe class NativeBytes : SafeHandle
{
    public const int Alignment = 64;

    private NativeBytes(byte* pointer, long length, bool isOwned)
        : base(0, isOwned)
    {
        Length = length;
        SetHandle((nint)pointer);
    }

    public long Length { get; }

    public byte* Pointer => (byte*)handle;

    public override bool IsInvalid => handle == 0;

    /// <summary>Memory of any content.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public static NativeBytes Allocate(long length)
    {
        NativeBytes bytes = new((byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), Alignment), length, isOwned: true);
        GC.AddMemoryPressure(Math.Max(length, 1));
        return bytes;
    }

    /// <summary>Memory that somebody else frees, later than this is last used.</summary>
    public static NativeBytes Borrow(byte* pointer, long length) => new(pointer, length, isOwned: false);

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Math.Max(Length, 1));
        return true;
    }
}
