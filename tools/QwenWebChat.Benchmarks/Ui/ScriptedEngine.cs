using System.Threading.Channels;

namespace QwenWebChat.Benchmarks.Ui;

/// <summary>
/// Stands in for the engine: a thread of its own that gives every answer a token at each step, all at once, as a batch
/// does. When each was given is noted.
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

    /// <summary>Begins the answer to a circuit; it goes on until <see cref="Stop"/>.</summary>
    /// <returns>The tokens' texts.</returns>
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

    /// <summary>Of each circuit, the timestamps at which the tokens of its last answer were given.</summary>
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
                // A step that comes late isn't made up for: an engine would not either.
                (begun, due) = (_time.GetTimestamp(), _step);
            }
        }
    }

    // In whole milliseconds, rounded to the nearest: the sum of the steps stays right.
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
