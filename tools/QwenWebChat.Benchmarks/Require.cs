using System.Globalization;

namespace QwenWebChat.Benchmarks;

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

    /// <param name="value">The address, or null if the option is not set.</param>
    /// <param name="example">A valid address.</param>
    /// <exception cref="ArgumentException">The value is not the address of a web server.</exception>
    public static void WebAddress(string option, string? value, string example) => That(
        value is null || (Uri.TryCreate(value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"),
        option, value, $"a web address such as {example}");

    /// <summary>Reads a comma-separated list of numbers.</summary>
    /// <exception cref="ArgumentException">A number is missing or out of range.</exception>
    public static int[] Numbers(string option, string text, int max)
    {
        int[] numbers = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        That(Array.TrueForAll(numbers, number => number >= 1 && number <= max), option, $"'{text}'", FormattableString.Invariant($"comma-separated integers from 1 to {max}"));
        return numbers;
    }
}
