using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures the bandwidth at which this machine's cores read memory that no cache holds.</summary>
internal static unsafe class ReadBandwidth
{
    private const long Bytes = 1L << 30;
    private const int Pieces = 256;

    /// <returns>Bytes per second.</returns>
    public static double Measure(KernelThreads threads)
    {
        using NativeBytes memory = NativeBytes.Allocate(Bytes);

        // Uses random values: the host of a virtual machine may merge equal pages, which then fit in a cache.
        threads.Run(Pieces, piece => new Random(piece).NextBytes(Piece(memory, piece)));
        long[] sums = new long[Pieces];
        return Bytes / Timing.Measure(7, () => threads.Run(Pieces, piece => sums[piece] = Sum(Piece(memory, piece)))).Min;
    }

    private static Span<byte> Piece(NativeBytes memory, int piece) => new(memory.Pointer + (Bytes / Pieces * piece), (int)(Bytes / Pieces));

    private static long Sum(ReadOnlySpan<byte> piece)
    {
        Vector256<long> a = default;
        Vector256<long> b = default;
        fixed (byte* start = piece)
        {
            for (byte* source = start, end = start + piece.Length; source < end; source += 128)
            {
                a += Vector256.Load((long*)source) + Vector256.Load((long*)(source + 32));
                b += Vector256.Load((long*)(source + 64)) + Vector256.Load((long*)(source + 96));
            }
        }

        return Vector256.Sum(a + b);
    }
}
