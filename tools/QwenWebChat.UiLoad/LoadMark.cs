namespace QwenWebChat.UiLoad;

/// <summary>The state of the load at one time.</summary>
/// <param name="ProcessorSeconds">CPU seconds of the process that runs the pages.</param>
internal sealed record LoadMark(long Timestamp, long ReceivedBytes, double ProcessorSeconds)
{
    public static LoadMark Now(TimeProvider time, IEnumerable<ChatCircuit> circuits) =>
        new(time.GetTimestamp(), circuits.Sum(circuit => circuit.ReceivedBytes), Environment.CpuUsage.TotalTime.TotalSeconds);

    public double SecondsSince(LoadMark earlier, TimeProvider time) => time.GetElapsedTime(earlier.Timestamp, Timestamp).TotalSeconds;

    public double ProcessorSecondsSince(LoadMark earlier) => ProcessorSeconds - earlier.ProcessorSeconds;
}
