namespace QwenWebChat.App.Chat;

/// <summary>
/// Combines any number of changes into at most one notification per interval. The first change after a pause is notified at once,
/// and a notification always follows the last change.
/// </summary>
internal sealed class FramePacer : IDisposable
{
    /// <summary>The interval of an answer that streams: 25 frames a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Action _onFrame;
    private readonly ITimer _timer;
    private long _lastFrame;
    private bool _isArmed;
    private bool _isDisposed;

    /// <param name="interval"><see cref="Interval"/> if null.</param>
    public FramePacer(TimeProvider time, Action onFrame, TimeSpan? interval = null)
    {
        _time = time;
        _interval = interval ?? Interval;
        _onFrame = onFrame;
        _lastFrame = time.GetTimestamp() - (long)(_interval.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateTimer(static state => ((FramePacer)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Requests a frame within the interval.</summary>
    public void Request()
    {
        TimeSpan due;
        lock (_gate)
        {
            if (_isArmed || _isDisposed)
            {
                return;
            }

            _isArmed = true;
            due = _interval - _time.GetElapsedTime(_lastFrame);
        }

        _timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Draws a frame now: after an action of the user, and at the end of an answer.</summary>
    public void Flush() => Draw();

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _timer.Dispose();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            // A flush came between the timer's firing and here: it has already told of this change.
            if (!_isArmed)
            {
                return;
            }
        }

        Draw();
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isArmed = false;
            _lastFrame = _time.GetTimestamp();
        }

        _onFrame();
    }
}
