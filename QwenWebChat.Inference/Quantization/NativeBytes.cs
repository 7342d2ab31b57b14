using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Quantization;

/// <summary>Memory outside the garbage collector's heap that starts at a cache line, 64 bytes.</summary>
internal sealed unsafe class NativeBytes : SafeHandle
{
    public const int Alignment = 64;

    private NativeBytes(long length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), Alignment));
        GC.AddMemoryPressure(Math.Max(length, 1));
    }

    public long Length { get; }

    public byte* Pointer => (byte*)handle;

    public override bool IsInvalid => handle == 0;

    /// <summary>Memory of any content.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public static NativeBytes Allocate(long length) => new(length);

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Math.Max(Length, 1));
        return true;
    }
}
