using System.Threading.Channels;

namespace QwenWebChat.UiLoad;

/// <summary>
/// Replaces the engine: its own thread adds a token to every answer at each step, all at once, like a batch. The time of
/// each token is recorded.
/// </summary>
internal sealed class ScriptedEngine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, ScriptedAnswer> _answers = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _step;

    public ScriptedEngine(double tokensPerSecond, TimeProvider time)
    {
        _time = time;
        _step = TimeSpan.FromSeconds(1 / tokensPerSecond);
        new Thread(Run) { IsBackground = true, Name = "Scripted engine" }.Start();
    }

    /// <summary>Starts the answer to a circuit, which continues until <see cref="Stop"/>.</summary>
    /// <returns>The texts of the tokens.</returns>
    public ChannelReader<string> Begin(int circuit)
    {
        ScriptedAnswer answer = new(_time);
        lock (_gate)
        {
            _answers[circuit] = answer;
        }

        return answer.Tokens;
    }

    /// <summary>Ends all answers.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            foreach (ScriptedAnswer answer in _answers.Values)
            {
                answer.End();
            }
        }
    }

    /// <summary>Returns for each circuit the timestamps of the tokens of its last answer.</summary>
    public Dictionary<int, long[]> Emissions()
    {
        lock (_gate)
        {
            return _answers.ToDictionary(answer => answer.Key, answer => answer.Value.Emissions());
        }
    }

    public void Dispose() => _ended.Cancel();

    private void Run()
    {
        long begun = _time.GetTimestamp();
        TimeSpan due = _step;
        while (!_ended.Token.WaitHandle.WaitOne(Left(begun, due)))
        {
            Step();
            due += _step;
            if (_time.GetElapsedTime(begun) > due)
            {
                // A late step is not made up for, as in a real engine.
                (begun, due) = (_time.GetTimestamp(), _step);
            }
        }
    }

    // Rounds to the nearest millisecond, so that the sum of the steps stays correct.
    private TimeSpan Left(long begun, TimeSpan due)
    {
        TimeSpan left = due - _time.GetElapsedTime(begun);
        return left > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Round(left.TotalMilliseconds)) : TimeSpan.Zero;
    }

    private void Step()
    {
        lock (_gate)
        {
            foreach (ScriptedAnswer answer in _answers.Values)
            {
                answer.Emit();
            }
        }
    }
}
