using System.Diagnostics;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <content>The limits of time and memory.</content>
internal sealed partial class ExpressionPool
{
    private const int DerivativeBytes = 8;

    // With what finds it.
    private const int ExpressionBytes = 250;
    private const int MaxDerivatives = 2_000_000;
    private const int MaxExpressions = 150_000;
    private const int MaxNewExpressions = 400_000;
    private const int TimeCheckInterval = 4_096;
    private static readonly TimeSpan MaxCompileTime = TimeSpan.FromSeconds(2);

    // An answer that is under way does not fail because the machine is busy.
    private static readonly TimeSpan MaxStepTime = TimeSpan.FromSeconds(10);

    private readonly List<Expression> _rows = [];
    private int _derivativeCount;
    private int _nextId;
    private int _limit;
    private long _begun;
    private TimeSpan _maxTime;

    /// <summary>The memory that is taken, about, in bytes.</summary>
    public long MemoryBytes => ((long)_derivativeCount * DerivativeBytes) + ((long)KnownCount * ExpressionBytes);

    private int KnownCount => _concatenations.Count + _repetitions.Count + _sets.Count + _leaves.Count;

    /// <exception cref="GrammarException">The limits are reached.</exception>
    public int TakeId()
    {
        if (_nextId % TimeCheckInterval == 0 || _nextId >= _limit)
        {
            Check("");
        }

        return _nextId++;
    }

    /// <summary>Begins a step of an answer, such as a mask. Before the first one the limits of a compilation hold.</summary>
    public void BeginStep() => Begin(MaxStepTime);

    /// <exception cref="GrammarException">The limits are reached.</exception>
    public void Check(string place)
    {
        if (_nextId >= _limit || Stopwatch.GetElapsedTime(_begun) > _maxTime)
        {
            throw new GrammarException(place, $"the grammar is too complex: it needs more than {_maxTime.TotalSeconds} s or {MaxNewExpressions} states at once");
        }
    }

    public void CountRow(Expression expression, int length)
    {
        _rows.Add(expression);
        _derivativeCount += length;
    }

    /// <summary>Forgets what can be computed again, if that has become much.</summary>
    public void Trim()
    {
        if (_derivativeCount > MaxDerivatives || KnownCount > MaxExpressions)
        {
            _derivativeCount = 0;
            _rows.ForEach(row => row.Forget());
            _rows.Clear();
            _concatenations.Clear();
            _repetitions.Clear();
            _sets.Clear();
            _leaves.Clear();
        }
    }

    private void Begin(TimeSpan maxTime) => (_limit, _begun, _maxTime) = (_nextId + MaxNewExpressions, Stopwatch.GetTimestamp(), maxTime);
}
