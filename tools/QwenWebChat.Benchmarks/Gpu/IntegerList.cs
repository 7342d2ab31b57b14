using System.Globalization;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Parses an option with comma-separated integers.</summary>
internal static class IntegerList
{
    /// <exception cref="ArgumentException">The text is not a list of integers, or a number is out of range.</exception>
    public static IReadOnlyList<int> Parse(string option, string text, int min, int max)
    {
        List<int> numbers = [];
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            bool isNumber = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            Require.That(isNumber && number >= min && number <= max, option, $"'{text}'", FormattableString.Invariant($"comma-separated integers from {min} to {max}"));
            numbers.Add(number);
        }

        return numbers;
    }
}
