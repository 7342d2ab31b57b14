using System.IO.MemoryMappedFiles;

namespace QwenWebChat.Inference.Quantization;

/// <summary>
/// A file of packed weights in their memory layout: the next start maps it instead of rounding again. A header of 64
/// bytes (8 of <see cref="Magic"/>, 32 of the plan's hash) is followed by values, scales and offsets of each weight,
/// aligned to 64 bytes. The hash determines the layout, so there is nothing to parse.
/// </summary>
internal sealed unsafe class PackedFile : IDisposable
{
    /// <summary>The format and its version.</summary>
    public static ReadOnlySpan<byte> Magic => "QWCPACK1"u8;

    private readonly PackedPlan _plan;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    private PackedFile(PackedPlan plan, MemoryMappedFile map)
    {
        _plan = plan;
        _map = map;
        _view = map.CreateViewAccessor(0, plan.FileBytes, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Maps a file that holds exactly this plan; null if there is none or it holds another plan.</summary>
    public static PackedFile? TryOpen(string path, PackedPlan plan)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] head = new byte[PackedPlan.HeadBytes];
            if (stream.Length != plan.FileBytes || stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan().SequenceEqual(plan.Head()))
            {
                return null;
            }

            return new PackedFile(plan, MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Returns a weight whose memory belongs to the file; it must not be used after the file is disposed.</summary>
    public QuantizedWeight Get(string name)
    {
        PackedPlan.Entry entry = _plan[name];
        QuantizedForm form = entry.Form;
        return new QuantizedWeight(
            form,
            NativeBytes.Borrow(_start + entry.Start, form.ValueBytes),
            NativeBytes.Borrow(_start + entry.ScalesStart, form.ScaleBytes),
            form.HasOffsets ? NativeBytes.Borrow(_start + entry.OffsetsStart, form.ScaleBytes) : null);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
