namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Checks options, with error messages of one line.</summary>
internal static class Require
{
    /// <exception cref="ArgumentException">The condition is false; the message names the option, its value and the valid
    /// range.</exception>
    public static void That(bool holds, string option, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{option} is {value}; it must be {range}."));
        }
    }
}
