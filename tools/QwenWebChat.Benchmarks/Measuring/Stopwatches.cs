using System.Diagnostics;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures repeated work.</summary>
internal static class Stopwatches
{
    /// <summary>Returns the seconds of the fastest of several runs, which other processes disturb least.</summary>
    public static double Best(int runs, Action work)
    {
        double best = double.PositiveInfinity;
        for (int run = 0; run < runs; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return best;
    }
}
