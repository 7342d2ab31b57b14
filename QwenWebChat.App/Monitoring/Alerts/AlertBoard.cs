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

    // The times since which values contradict the reported state; a rule is missing if they agree.
    private readonly Dictionary<AlertRule, DateTimeOffset> _changedSince = [];
    private readonly Dictionary<AlertRule, Alert> _alerts = [];
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

            Volatile.Write(ref _active, [.. Rules.Where(_alerts.ContainsKey).Select(rule => _alerts[rule])]);
        }

        foreach (AlertChange change in changes)
        {
            Changed?.Invoke(change);
        }
    }

    private AlertChange? Evaluate(AlertRule rule, double? value, double threshold, DateTimeOffset at)
    {
        bool isBeyond = value >= threshold;
        if (_alerts.TryGetValue(rule, out Alert? reported) && value is { } known)
        {
            _alerts[rule] = reported = reported with { Value = known };
        }

        if (isBeyond == reported is not null)
        {
            _changedSince.Remove(rule);
            return null;
        }

        if (!_changedSince.TryGetValue(rule, out DateTimeOffset changedSince))
        {
            _changedSince[rule] = changedSince = at;
        }

        if (at - changedSince < _hold)
        {
            return null;
        }

        _changedSince.Remove(rule);
        if (!isBeyond)
        {
            _alerts.Remove(rule);
            return new AlertChange(IsFiring: false, reported!);
        }

        return new AlertChange(IsFiring: true, _alerts[rule] = new Alert(rule, value!.Value, threshold, changedSince));
    }
}
