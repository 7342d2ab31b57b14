namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Groups neighbouring sections that are read or merged together.</summary>
internal static class EvenGroups
{
    /// <summary>Returns as few groups as the budget allows, of similar length, so that no part has more weight than another.</summary>
    /// <param name="tokens">The tokens of each neighbour, in order.</param>
    /// <returns>The number of neighbours in each group.</returns>
    public static List<int> Of(IReadOnlyList<int> tokens, int budget)
    {
        int least = Pack(tokens, budget, long.MaxValue).Count;
        long even = (tokens.Sum(count => (long)count) + least - 1) / least;
        List<int> groups = Pack(tokens, budget, even);
        return groups.Count == least ? groups : Pack(tokens, budget, long.MaxValue);
    }

    private static List<int> Pack(IReadOnlyList<int> tokens, int budget, long enough)
    {
        List<int> groups = [0];
        long sum = 0;
        foreach (int count in tokens)
        {
            if (groups[^1] > 0 && (sum + count > budget || sum >= enough))
            {
                groups.Add(0);
                sum = 0;
            }

            groups[^1]++;
            sum += count;
        }

        return groups;
    }
}
