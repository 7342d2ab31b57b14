using System.Globalization;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Whole numbers with commas between them, as an option.</summary>
internal static class IntegerList
{
    /// <exception cref="ArgumentException">It is none, or a number is out of range.</exception>
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
