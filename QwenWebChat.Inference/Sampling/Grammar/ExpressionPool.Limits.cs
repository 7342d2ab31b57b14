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

    // Some 2 s of work on an idle machine. The time itself is only a last resort: what is accepted depends on no machine and its load.
    private const int MaxNewExpressions = 400_000;
    private const int TimeCheckInterval = 4_096;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(60);

    // To read a schema's keywords takes as long as so many expressions.
    private const int CheckCost = 20;

    private readonly List<Expression> _rows = [];
    private int _derivativeCount;
    private int _nextId;
    private int _limit;
    private long _begun;

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

    /// <summary>Begins a step of an answer, such as a mask, for which the limits hold anew. The first step is the compilation.</summary>
    public void BeginStep() => (_limit, _begun) = (_nextId + MaxNewExpressions, Stopwatch.GetTimestamp());

    /// <summary>Counts a step of a compilation.</summary>
    /// <exception cref="GrammarException">The limits are reached.</exception>
    public void Check(string place)
    {
        _limit -= CheckCost;
        if (_nextId >= _limit || Stopwatch.GetElapsedTime(_begun) > MaxTime)
        {
            throw new GrammarException(place, $"the grammar is too complex: it needs more than {MaxNewExpressions} states, or {MaxTime.TotalSeconds} s, at once");
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
}
