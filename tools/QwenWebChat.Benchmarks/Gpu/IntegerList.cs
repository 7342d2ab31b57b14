using System.Globalization;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Parses an option with comma-separated integers.</summary>
internal static class IntegerList
{
    /// <exception cref="ArgumentException">The text is not a list of integers, or a number is out of range.</exception>
    public static IReadOnlyList<int> Parse(string option, string text, int least, int most)
    {
        List<int> numbers = [];
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            bool isNumber = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            Require.That(isNumber && number >= least && number <= most, option, $"'{text}'", FormattableString.Invariant($"whole numbers of {least} to {most} with commas between them"));
            numbers.Add(number);
        }

        return numbers;
    }
}
