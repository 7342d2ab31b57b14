namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>
/// Evaluates the alert rules. An alert is active after its value has been at or above the threshold for the hold time. An
/// unknown value counts as below, so that an alert about latency ends when there are no requests.
/// </summary>
internal sealed class AlertBoard
{
    private static readonly AlertRule[] Rules = Enum.GetValues<AlertRule>();

    private readonly AlertOptions _options;
    private readonly TimeSpan _hold;
    private readonly Lock _gate = new();

    // By rule: the time since which the value contradicts the reported state; null if they agree.
    private readonly DateTimeOffset?[] _changedSince = new DateTimeOffset?[Rules.Length];
    private readonly Alert?[] _alerts = new Alert?[Rules.Length];
    private IReadOnlyList<Alert> _active = [];

    public AlertBoard(AlertOptions options)
    {
        _options = options;
        _hold = TimeSpan.FromSeconds(options.HoldSeconds);
    }

    /// <summary>
    /// Raised by <see cref="Observe"/> when an alert starts or ends, after <see cref="Active"/> was updated. Handlers must
    /// neither block nor throw.
    /// </summary>
    public event Action<AlertChange>? Changed;

    /// <summary>The active alerts, in the order of the rules. Thread-safe.</summary>
    public IReadOnlyList<Alert> Active => Volatile.Read(ref _active);

    /// <summary>Evaluates the current values. Call it about once a second, with times that do not decrease.</summary>
    public void Observe(AlertReading reading)
    {
        List<AlertChange> changes = [];
        lock (_gate)
        {
            foreach (AlertRule rule in Rules)
            {
                if (_options[rule] is { } threshold && Evaluate(rule, reading[rule], threshold, reading.At) is { } change)
                {
                    changes.Add(change);
                }
            }

            Volatile.Write(ref _active, [.. _alerts.OfType<Alert>()]);
        }

        foreach (AlertChange change in changes)
        {
            Changed?.Invoke(change);
        }
    }

    private AlertChange? Evaluate(AlertRule rule, double? value, double threshold, DateTimeOffset at)
    {
        int index = (int)rule;
        bool isBeyond = value >= threshold;
        Alert? reported = _alerts[index] is { } alert && value is { } known ? alert with { Value = known } : _alerts[index];
        _alerts[index] = reported;
        if (isBeyond == reported is not null)
        {
            _changedSince[index] = null;
            return null;
        }

        DateTimeOffset changedSince = _changedSince[index] ??= at;
        if (at - changedSince < _hold)
        {
            return null;
        }

        _changedSince[index] = null;
        _alerts[index] = isBeyond ? new Alert(rule, value!.Value, threshold, changedSince) : null;
        return new AlertChange(isBeyond, _alerts[index] ?? reported!);
    }
}
