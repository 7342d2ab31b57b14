namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Checks of options, worded as one line.</summary>
internal static class Require
{
    /// <exception cref="ArgumentException">It does not hold; the message names option, value and what would be right.</exception>
    public static void That(bool holds, string option, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{option} is {value}; it must be {range}."));
        }
    }
}
