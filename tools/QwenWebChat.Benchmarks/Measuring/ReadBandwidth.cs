using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>
/// Measures the bandwidth at which this machine's cores read memory that no cache holds. Each thread reads several runs of
/// addresses side by side: with one run it has too few cache lines in flight to reach the bandwidth.
/// </summary>
internal sealed unsafe class ReadBandwidth : IDisposable
{
    private const long Bytes = 1L << 30;
    private const int Pieces = 256;
    private const int PiecesAtATime = 16;
    private const int Rounds = 7;
    private const int Runs = 8;
    private const int LineBytes = 64;

    private readonly KernelThreads _threads;
    private readonly NativeBytes _memory = NativeBytes.Allocate(Bytes);

    public ReadBandwidth(KernelThreads threads)
    {
        _threads = threads;
        // Random values: the host of a virtual machine may merge equal pages, which then fit in a cache.
        threads.Run(Pieces, piece => new Random(piece).NextBytes(Piece(piece)));
    }

    /// <summary>Measures anew: on a shared machine the bandwidth changes within seconds.</summary>
    /// <returns>Bytes per second.</returns>
    public double Measure()
    {
        // Short measurements: the fastest is one that no other process disturbed.
        long[] sums = new long[Pieces];
        IEnumerable<double> seconds = Enumerable.Range(0, Rounds * Pieces / PiecesAtATime).Select(number =>
        {
            int first = number * PiecesAtATime % Pieces;
            return Timing.Seconds(() => _threads.Run(PiecesAtATime, i => sums[first + i] = Sum(Piece(first + i))));
        });
        return Bytes / Pieces * PiecesAtATime / Timing.Of(seconds).Min;
    }

    public void Dispose() => _memory.Dispose();

    private Span<byte> Piece(int piece) => new(_memory.Pointer + (Bytes / Pieces * piece), (int)(Bytes / Pieces));

    private static long Sum(ReadOnlySpan<byte> piece)
    {
        int length = piece.Length / Runs;
        Vector256<long> even = default;
        Vector256<long> odd = default;
        fixed (byte* start = piece)
        {
            for (byte* line = start; line < start + length; line += LineBytes)
            {
                for (int run = 0; run < Runs; run += 2)
                {
                    byte* source = line + (run * length);
                    even += Vector256.Load((long*)source) + Vector256.Load((long*)(source + (LineBytes / 2)));
                    source += length;
                    odd += Vector256.Load((long*)source) + Vector256.Load((long*)(source + (LineBytes / 2)));
                }
            }
        }

        return Vector256.Sum(even + odd);
    }
}
