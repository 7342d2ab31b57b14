using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// Times work on a card. What is called only puts work in its line, so the clock is read after all of it is done, and
/// short work is put there often enough that the waiting itself does not count.
/// </summary>
internal sealed class DeviceTimer(MeasuredCard card, int repeats)
{
    private const int WarmUps = 3;
    private const int MostPasses = 1_000;

    // An operator that is very slow here is known to be so after a few runs.
    private const double LongestSeconds = 2;

    /// <param name="work">Is given the number of the pass; the tensors that it makes are freed.</param>
    /// <returns>Of one pass.</returns>
    public Timing Measure(Action<int> work)
    {
        // The first calls load code, choose algorithms and take memory.
        double first = Run(1, work);
        double warm = first > LongestSeconds ? first : Run(WarmUps, work) / WarmUps;
        int passes = (int)Math.Clamp(card.RunSeconds / Math.Max(warm, 1e-9), 1, MostPasses);
        int runs = (int)Math.Clamp(LongestSeconds / warm, 1, repeats);
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
