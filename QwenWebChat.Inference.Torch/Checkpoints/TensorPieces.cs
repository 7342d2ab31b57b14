using QwenWebChat.Inference.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Checkpoints;

/// <summary>
/// Copies bytes between files and torch tensors in chunks: a <see cref="Span{T}"/> is limited to 2 GiB, and a tensor of
/// a 7B model may have 2.2 GB (152,064 x 3,584 in float32).
/// </summary>
internal static class TensorPieces
{
    /// <summary>Default chunk size in bytes: large enough that the overhead of a call is negligible.</summary>
    public const int DefaultPieceBytes = 64 << 20;

    /// <summary>Reads a tensor in the dtype and shape that it has in the file, onto the CPU. The caller owns it.</summary>
    public static torch.Tensor Read(TensorSource source, int pieceBytes = DefaultPieceBytes)
    {
        torch.Tensor tensor = torch.empty([.. source.Entry.Shape], source.Entry.DType.ScalarType(), torch.CPU);
        try
        {
            ForEach(tensor, pieceBytes, (start, bytes) => source.Read(start, bytes));
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Writes the elements of a tensor of any layout and device, row-major.</summary>
    public static void Write(torch.Tensor tensor, Stream destination, int pieceBytes = DefaultPieceBytes)
    {
        using torch.Tensor detached = tensor.detach();
        using torch.Tensor onCpu = detached.cpu();
        using torch.Tensor contiguous = onCpu.contiguous();
        ForEach(contiguous, pieceBytes, (_, bytes) => destination.Write(bytes));
    }

    /// <param name="tensor">A contiguous tensor on the CPU.</param>
    /// <param name="pieceBytes">The maximum number of bytes of one chunk.</param>
    /// <param name="visit">Called with the offset of a chunk's first byte within the tensor, and the chunk.</param>
    private static void ForEach(torch.Tensor tensor, int pieceBytes, Action<long, Span<byte>> visit)
    {
        long elementBytes = tensor.element_size();
        long elementCount = tensor.numel();
        long pieceElements = pieceBytes / elementBytes;
        using torch.Tensor flat = tensor.view(-1); // [elements]
        for (long start = 0; start < elementCount; start += pieceElements)
        {
            using torch.Tensor piece = flat.narrow(0, start, Math.Min(pieceElements, elementCount - start));
            visit(start * elementBytes, piece.bytes);
        }
    }
}
