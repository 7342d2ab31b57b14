namespace QwenWebChat.Inference.Sampling;

/// <summary>Numbers that are added to the logits of tokens; compared by value.</summary>
/// <remarks>As in the OpenAI API, -100 prevents a token as long as another one is possible, and 100 makes it nearly certain.</remarks>
public sealed class LogitBias : IEquatable<LogitBias>
{
    /// <summary>The maximum number of tokens.</summary>
    public const int MaxCount = 1_024;

    /// <summary>The maximum of a number, and of a negative number without its sign.</summary>
    public const double MaxValue = 100;

    public static readonly LogitBias None = new([]);

    private readonly Dictionary<int, double> _values;

    /// <param name="values">Token ids with their numbers.</param>
    /// <exception cref="ArgumentException">A token occurs twice.</exception>
    public LogitBias(IEnumerable<KeyValuePair<int, double>> values)
    {
        _values = new Dictionary<int, double>(values);
    }

    /// <summary>The numbers by token id.</summary>
    public IReadOnlyDictionary<int, double> Values => _values;

    public bool Equals(LogitBias? other) =>
        other is not null && _values.Count == other._values.Count && _values.All(pair => other._values.TryGetValue(pair.Key, out double value) && value.Equals(pair.Value));

    public override bool Equals(object? obj) => Equals(obj as LogitBias);

    // The sum does not depend on the order of the tokens.
    public override int GetHashCode() => _values.Aggregate(0, (sum, pair) => unchecked(sum + HashCode.Combine(pair.Key, pair.Value)));
}
