using System.Buffers;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// The bytes of a synthetic tensor as a function of their position: any part can be created separately, on any thread, and
/// the tensor is never in memory as a whole.
/// </summary>
/// <param name="unitCount">The number of units of the tensor.</param>
/// <param name="unitBytes">The bytes of a unit, which are created together.</param>
/// <param name="fill">Creates a range of whole units.</param>
internal sealed class TensorContent(long unitCount, int unitBytes, TensorContent.UnitFill fill)
{
    private const int PieceBytes = 16 << 20;
    private const int SliceBytes = 128 << 10;

    /// <param name="units">The destination.</param>
    /// <param name="firstUnit">The index of the first unit in the tensor.</param>
    public delegate void UnitFill(Span<byte> units, long firstUnit);

    public long ByteCount { get; } = unitCount * unitBytes;

    /// <summary>Creates the tensor in parts on all cores and writes it.</summary>
    public void Write(Stream destination, IProgress<long> written, CancellationToken cancellationToken)
    {
        int sliceBytes = SliceBytes / unitBytes * unitBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceBytes, ByteCount));
        try
        {
            int pieceBytes = (int)Math.Min(PieceBytes / sliceBytes * sliceBytes, ByteCount);
            for (long start = 0; start < ByteCount; start += pieceBytes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = (int)Math.Min(pieceBytes, ByteCount - start);
                long firstUnit = start / unitBytes;
                Parallel.For(0, (count + sliceBytes - 1) / sliceBytes, slice =>
                {
                    int from = slice * sliceBytes;
                    fill(buffer.AsSpan(from, Math.Min(sliceBytes, count - from)), firstUnit + (from / unitBytes));
                });
                destination.Write(buffer, 0, count);
                written.Report(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
