namespace QwenWebChat.Inference.Checkpoints;

/// <summary>One tensor of a checkpoint and the way to its bytes.</summary>
/// <param name="Path">The file that holds it.</param>
/// <param name="Entry">Its name, type and shape.</param>
/// <param name="Read">Copies its bytes.</param>
internal sealed record TensorSource(string Path, TensorEntry Entry, TensorSource.Reader Read)
{
    // Enough that a call costs nothing beside copying.
    private const int PieceBytes = 64 << 20;

    /// <param name="offset">The first byte to copy, counted from the tensor's start.</param>
    /// <param name="destination">As many bytes are copied as fit here.</param>
    public delegate void Reader(long offset, Span<byte> destination);

    public static TensorSource Of(IndexedTensor tensor) =>
        new(tensor.File.Path, tensor.Entry, (offset, bytes) => tensor.File.Read(tensor.Entry, offset, bytes));

    /// <summary>All its bytes, fewer than 2^31 of them.</summary>
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
