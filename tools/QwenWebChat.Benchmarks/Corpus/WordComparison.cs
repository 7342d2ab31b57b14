using System.Runtime.InteropServices;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>How much of an independent extractor's text a reading has.</summary>
/// <param name="ExpectedWords">How many words the extractor found; at least 1.</param>
/// <param name="Words">The share of them that the reading has too; each counts as often as it stands there.</param>
/// <param name="Order">
/// Of the words that both have, the share of neighbours in the extractor's text that are neighbours in the reading's: lines
/// of two columns read across lose it, blocks in another order hardly do. Null with fewer than two words.
/// </param>
internal sealed record WordComparison(int ExpectedWords, double Words, double? Order)
{
    /// <returns>Null where the extractor found no words.</returns>
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

    // Both are the same words, perhaps in another order.
    private static double? OrderOf(List<string> theirs, List<string> ours)
    {
        List<(string, string)> pairs = Neighbours(theirs);
        return pairs.Count == 0 ? null : (double)Common(pairs, Neighbours(ours)).Count / pairs.Count;
    }

    private static List<(string First, string Second)> Neighbours(List<string> words) => [.. words.Zip(words.Skip(1))];

    // Those of the first that the second has as well, each at most as often as there, in the order of the first.
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
