using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>The arrival of the answers at the pages, between two marks.</summary>
/// <param name="RenderDelay">Milliseconds from the generation of a token to the arrival of its batch at the page.</param>
/// <param name="LongestRenderDelay">Maximum of these delays in milliseconds.</param>
/// <param name="MissedWords">Number of words of whole answers that arrived after a later one, or not at all.</param>
internal sealed record StreamFigures(
    LatencyPercentiles? RenderDelay, double LongestRenderDelay, double TokensPerSecond, double FramesPerSecond, double BytesPerSecond, int MissedWords)
{
    public static StreamFigures Of(IReadOnlyList<ChatCircuit> circuits, IReadOnlyDictionary<int, long[]> emissions, LoadMark begin, LoadMark end, TimeProvider time)
    {
        List<TimeSpan> delays = [];
        for (int i = 0; i < circuits.Count; i++)
        {
            long[] arrivals = circuits[i].Arrivals.Words();
            long[] given = emissions[i + 1];
            for (int word = 0; word < Math.Min(given.Length, arrivals.Length); word++)
            {
                if (given[word] >= begin.Timestamp && given[word] < end.Timestamp)
                {
                    delays.Add(time.GetElapsedTime(given[word], arrivals[word]));
                }
            }
        }

        double share = 1 / (end.SecondsSince(begin, time) * circuits.Count);
        return new StreamFigures(
            LatencyPercentiles.Of(delays),
            delays.Count == 0 ? 0 : delays.Max().TotalMilliseconds,
            delays.Count * share,
            circuits.Sum(circuit => circuit.Arrivals.FrameCount(begin.Timestamp, end.Timestamp)) * share,
            (end.ReceivedBytes - begin.ReceivedBytes) * share,
            circuits.Sum(circuit => circuit.Arrivals.MissedCount));
    }
}
