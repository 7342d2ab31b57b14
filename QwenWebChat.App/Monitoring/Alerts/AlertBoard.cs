namespace QwenWebChat.App.Monitoring.Alerts;

/// <summary>
/// Says what is beyond its threshold and has been for a while. What is unknown counts as below, so that an alert about
/// slow answers ends when nobody asks any more.
/// </summary>
internal sealed class AlertBoard
{
    private static readonly AlertRule[] Rules = Enum.GetValues<AlertRule>();

    private readonly AlertOptions _options;
    private readonly TimeSpan _hold;
    private readonly Lock _gate = new();

    // By rule: since when it has been on the other side than what is told of it; null where it agrees.
    private readonly DateTimeOffset?[] _turned = new DateTimeOffset?[Rules.Length];
    private readonly Alert?[] _alerts = new Alert?[Rules.Length];
    private IReadOnlyList<Alert> _active = [];

    public AlertBoard(AlertOptions options)
    {
        _options = options;
        _hold = TimeSpan.FromSeconds(options.HoldSeconds);
    }

    /// <summary>An alert came or went; raised by <see cref="Observe"/> when <see cref="Active"/> says so already. Handlers neither block nor throw.</summary>
    public event Action<AlertChange>? Changed;

    /// <summary>The alerts that stand, in the order of the rules. Any thread may ask.</summary>
    public IReadOnlyList<Alert> Active => Volatile.Read(ref _active);

    /// <summary>Takes what is known now; meant to be called about once a second, with times that do not run backwards.</summary>
    public void Observe(AlertReading reading)
    {
        List<AlertChange> changes = [];
        lock (_gate)
        {
            foreach (AlertRule rule in Rules)
            {
                if (_options[rule] is { } threshold && Weigh(rule, reading[rule], threshold, reading.At) is { } change)
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

    private AlertChange? Weigh(AlertRule rule, double? value, double threshold, DateTimeOffset at)
    {
        int index = (int)rule;
        bool isBeyond = value >= threshold;
        Alert? told = _alerts[index] is { } alert && value is { } known ? alert with { Value = known } : _alerts[index];
        _alerts[index] = told;
        if (isBeyond == told is not null)
        {
            _turned[index] = null;
            return null;
        }

        DateTimeOffset turned = _turned[index] ??= at;
        if (at - turned < _hold)
        {
            return null;
        }

        _turned[index] = null;
        _alerts[index] = isBeyond ? new Alert(rule, value!.Value, threshold, turned) : null;
        return new AlertChange(isBeyond, _alerts[index] ?? told!);
    }
}
