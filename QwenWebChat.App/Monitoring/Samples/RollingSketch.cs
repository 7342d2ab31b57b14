namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Estimates quantiles of the last minute, in slices of ten seconds. Thread-safe.</summary>
internal sealed class RollingSketch
{
    private const int SliceCount = 6;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly QuantileSketch[] _slices = [.. Enumerable.Range(0, SliceCount).Select(_ => new QuantileSketch())];
    private long _current;

    public RollingSketch(TimeProvider time)
    {
        _time = time;
        _begun = time.GetTimestamp();
    }

    public void Add(double seconds)
    {
        lock (_gate)
        {
            Advance();
            _slices[_current % SliceCount].Add(seconds);
        }
    }

    /// <summary>Returns the sketch of the last 50 to 60 seconds.</summary>
    public QuantileSketch Read()
    {
        QuantileSketch sum = new();
        lock (_gate)
        {
            Advance();
            Array.ForEach(_slices, sum.Add);
        }

        return sum;
    }

    private void Advance()
    {
        long slice = _time.GetElapsedTime(_begun).Ticks / Slice.Ticks;
        for (long next = Math.Max(_current + 1, slice - SliceCount + 1); next <= slice; next++)
        {
            _slices[next % SliceCount].Clear();
        }

        _current = slice;
    }
}
