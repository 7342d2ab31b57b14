namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>
/// Samples of the last five minutes by the second, of the last hour by ten seconds, and of the last day by the minute.
/// Thread-safe.
/// </summary>
internal sealed class MetricHistory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MetricWindow, Series> _series = MetricWindow.All.ToDictionary(window => window, window => new Series(window));

    /// <summary>Adds a sample.</summary>
    /// <returns>The minute that the sample completed; null if it completed none.</returns>
    public MetricSample? Add(MetricSample sample)
    {
        lock (_gate)
        {
            MetricSample? minute = null;
            foreach ((MetricWindow window, Series series) in _series)
            {
                MetricSample? ended = series.Add(sample);
                minute = window == MetricWindow.Day ? ended : minute;
            }

            return minute;
        }
    }

    /// <summary>Completes the current minute early, when the app stops; null if it has no samples.</summary>
    public MetricSample? EndMinute()
    {
        lock (_gate)
        {
            return _series[MetricWindow.Day].End();
        }
    }

    /// <summary>Inserts the minutes of an earlier run before all others.</summary>
    /// <param name="minutes">The minutes in order of time.</param>
    public void Restore(IReadOnlyList<MetricSample> minutes)
    {
        lock (_gate)
        {
            _series[MetricWindow.Hour].Restore(minutes);
            _series[MetricWindow.Day].Restore(minutes);
        }
    }

    /// <summary>Returns the points of a window in order of time.</summary>
    public IReadOnlyList<MetricSample> Read(MetricWindow window)
    {
        lock (_gate)
        {
            return _series[window].Read();
        }
    }

    // A point is shown after its step is complete, so that a chart only grows at its end.
    private sealed class Series(MetricWindow window)
    {
        private readonly LinkedList<MetricSample> _points = [];
        private readonly List<MetricSample> _open = [];

        public MetricSample? Add(MetricSample sample)
        {
            while (_points.Last is { } last && last.Value.At >= sample.At)
            {
                // The clock was set back: points after the new time are removed.
                _points.RemoveLast();
            }

            // A sample at the exact end of a step belongs to that step.
            MetricSample? ended = _open.Count > 0 && StepOf(_open[^1]) != StepOf(sample) ? End() : null;
            _open.Add(sample);
            if (window.Step <= TimeSpan.FromSeconds(1))
            {
                _points.AddLast(sample);
                _open.Clear();
            }

            while (_points.First is { } first && first.Value.At < sample.At - window.Length)
            {
                _points.RemoveFirst();
            }

            return ended;
        }

        public MetricSample? End()
        {
            if (_open.Count == 0)
            {
                return null;
            }

            MetricSample ended = MetricSample.Merge(_open);
            _points.AddLast(ended);
            _open.Clear();
            return ended;
        }

        public void Restore(IReadOnlyList<MetricSample> earlier)
        {
            DateTimeOffset end = _points.First?.Value.At ?? DateTimeOffset.MaxValue;
            foreach (MetricSample sample in earlier.Where(sample => sample.At < end).Reverse())
            {
                _points.AddFirst(sample);
            }
        }

        public IReadOnlyList<MetricSample> Read() => [.. _points];

        private long StepOf(MetricSample sample) => (sample.At.UtcTicks - 1) / window.Step.Ticks;
    }
}
