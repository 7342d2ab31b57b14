namespace QwenWebChat.Inference.Checkpoints;

/// <summary>A tensor of a checkpoint with a reader for its bytes.</summary>
/// <param name="Path">The file that contains it.</param>
/// <param name="Entry">The name, type and shape.</param>
/// <param name="Read">Copies its bytes.</param>
internal sealed record TensorSource(string Path, TensorEntry Entry, TensorSource.Reader Read)
{
    // Enough that the overhead of a call is negligible.
    private const int PieceBytes = 64 << 20;

    /// <param name="offset">The first byte to copy, counted from the tensor's start.</param>
    /// <param name="destination">The destination, which determines the number of bytes.</param>
    public delegate void Reader(long offset, Span<byte> destination);

    public static TensorSource Of(IndexedTensor tensor) =>
        new(tensor.File.Path, tensor.Entry, (offset, bytes) => tensor.File.Read(tensor.Entry, offset, bytes));

    /// <summary>Reads all bytes, fewer than 2^31.</summary>
    public byte[] ReadAll()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)Entry.ByteCount));
        for (int start = 0; start < bytes.Length; start += PieceBytes)
        {
            Read(start, bytes.AsSpan(start, Math.Min(PieceBytes, bytes.Length - start)));
        }

        return bytes;
    }
}
