using System.Diagnostics;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Times repeated work.</summary>
internal static class Stopwatches
{
    /// <summary>The shortest of several runs in seconds: what the machine can do while nobody else uses it.</summary>
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
