using ModelContextProtocol;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>Sends a client at most one notification of progress a second, each with a greater value than the last, as the protocol demands. Thread-safe.</summary>
internal sealed class ProgressReport(IProgress<ProgressNotificationValue> target, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private float _value;
    private long? _sentAt;

    public void Send(float value, string message)
    {
        lock (_gate)
        {
            if (value <= _value || (_sentAt is { } last && time.GetElapsedTime(last) < Interval))
            {
                return;
            }

            (_value, _sentAt) = (value, time.GetTimestamp());
        }

        target.Report(new ProgressNotificationValue { Progress = value, Message = message });
    }
}
