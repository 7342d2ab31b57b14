using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Quantization;

/// <summary>Writes a <see cref="PackedFile"/> while the model is loaded, weight by weight; the file appears when it is complete.</summary>
internal sealed unsafe class PackedFileWriter : IDisposable
{
    private const int PieceBytes = 64 << 20;

    private readonly string _path;
    private readonly PackedPlan _plan;
    private readonly SafeFileHandle _file;
    private bool _isComplete;

    /// <exception cref="IOException">The file cannot be created, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public PackedFileWriter(string path, PackedPlan plan)
    {
        _path = path;
        _plan = plan;
        _file = File.OpenHandle(Partial, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, plan.FileBytes);
    }

    private string Partial => _path + ".partial";

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string name, QuantizedWeight weight)
    {
        PackedPlan.Entry entry = _plan[name];
        Write(weight.Values, entry.Start);
        Write(weight.Scales, entry.ScalesStart);
        if (weight.Offsets is { } offsets)
        {
            Write(offsets, entry.OffsetsStart);
        }
    }

    /// <summary>Moves the complete file to its final name.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        RandomAccess.SetLength(_file, _plan.FileBytes);
        // The header is written last: a truncated file has none.
        RandomAccess.Write(_file, _plan.Head(), 0);
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        File.Move(Partial, _path, overwrite: true);
        _isComplete = true;
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_isComplete)
        {
            File.Delete(Partial);
        }
    }

    private void Write(NativeBytes bytes, long position)
    {
        for (long start = 0; start < bytes.Length; start += PieceBytes)
        {
            int count = (int)Math.Min(PieceBytes, bytes.Length - start);
            RandomAccess.Write(_file, new ReadOnlySpan<byte>(bytes.Pointer + start, count), position + start);
        }
    }
}
