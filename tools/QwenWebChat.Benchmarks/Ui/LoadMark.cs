namespace QwenWebChat.Benchmarks.Ui;

/// <summary>Where the load stands at one moment.</summary>
/// <param name="ProcessorSeconds">Of the pages' process.</param>
internal sealed record LoadMark(long Timestamp, long ReceivedBytes, double ProcessorSeconds)
{
    public static LoadMark Now(TimeProvider time, IEnumerable<ChatCircuit> circuits) =>
        new(time.GetTimestamp(), circuits.Sum(circuit => circuit.ReceivedBytes), Environment.CpuUsage.TotalTime.TotalSeconds);

    public double SecondsSince(LoadMark earlier, TimeProvider time) => time.GetElapsedTime(earlier.Timestamp, Timestamp).TotalSeconds;

    public double ProcessorSecondsSince(LoadMark earlier) => ProcessorSeconds - earlier.ProcessorSeconds;
}
