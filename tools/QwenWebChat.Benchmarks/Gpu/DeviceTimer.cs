using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// Measures work on a GPU. A call only queues work, so the clock is read after all of it has completed, and short work is
/// repeated until the wait itself does not matter.
/// </summary>
internal sealed class DeviceTimer(MeasuredCard card, int repeats)
{
    private const int WarmUps = 3;
    private const int MaxPasses = 1_000;

    // An operator that is very slow needs only a few runs.
    private const double MaxSeconds = 2;

    /// <param name="work">Queues the work; receives the number of the pass. The tensors that it creates are freed.</param>
    /// <returns>The time of one pass.</returns>
    public Timing Measure(Action<int> work)
    {
        // The first calls load code, select algorithms and allocate memory.
        double first = Run(1, work);
        double warm = first > MaxSeconds ? first : Run(WarmUps, work) / WarmUps;
        int passes = (int)Math.Clamp(card.RunSeconds / Math.Max(warm, 1e-9), 1, MaxPasses);
        int runs = (int)Math.Clamp(MaxSeconds / warm, 1, repeats);
        return Timing.Of([.. Enumerable.Range(0, runs).Select(_ => Run(passes, work) / passes)]);
    }

    private double Run(int passes, Action<int> work)
    {
        card.Synchronize();
        long begun = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < passes; pass++)
        {
            using DisposeScope scope = NewDisposeScope();
            work(pass);
        }

        card.Synchronize();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
