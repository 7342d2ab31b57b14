using System.Runtime.InteropServices;

namespace QwenWebChat.ReadingBench;

/// <summary>Compares the words of a reading with those of an independent extractor.</summary>
/// <param name="ExpectedWords">The number of words that the extractor found; at least 1.</param>
/// <param name="Words">The share of these words that the reading has too, counting repetitions.</param>
/// <param name="Order">
/// The share of adjacent words in the extractor's text that are also adjacent in the reading, among the words of both.
/// Columns that are read across lose it; blocks in another order hardly do. Null with fewer than two words.
/// </param>
internal sealed record WordComparison(int ExpectedWords, double Words, double? Order)
{
    /// <returns>Null if the extractor found no words.</returns>
    public static WordComparison? Of(string expected, string actual)
    {
        List<string> theirs = TextWords.Of(expected);
        List<string> ours = TextWords.Of(actual);
        if (theirs.Count == 0)
        {
            return null;
        }

        List<string> found = Common(theirs, ours);
        return new WordComparison(theirs.Count, (double)found.Count / theirs.Count, OrderOf(found, Common(ours, theirs)));
    }

    // Both lists have the same words, possibly in another order.
    private static double? OrderOf(List<string> theirs, List<string> ours)
    {
        List<(string, string)> pairs = Neighbours(theirs);
        return pairs.Count == 0 ? null : (double)Common(pairs, Neighbours(ours)).Count / pairs.Count;
    }

    private static List<(string First, string Second)> Neighbours(List<string> words) => [.. words.Zip(words.Skip(1))];

    // Returns the elements of the first list that the second has as well, with the smaller number of repetitions, in the
    // order of the first.
    private static List<T> Common<T>(List<T> first, List<T> second)
        where T : notnull
    {
        Dictionary<T, int> left = [];
        foreach (T item in second)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(left, item, out _)++;
        }

        List<T> common = [];
        foreach (T item in first)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(left, item);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count) && count > 0)
            {
                count--;
                common.Add(item);
            }
        }

        return common;
    }
}
