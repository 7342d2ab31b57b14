namespace QwenWebChat.App.Hosting;

/// <summary>Finds the known name that an unknown name probably means.</summary>
internal static class NearestName
{
    /// <summary>Returns the name with the fewest edits, ignoring case; null if all names need more than the maximum.</summary>
    public static string? Of(string name, IEnumerable<string> names, int maxEdits) => names
        .Where(known => Math.Abs(known.Length - name.Length) <= maxEdits)
        .Select(known => (Known: known, Edits: Edits(name.ToUpperInvariant(), known.ToUpperInvariant())))
        .Where(near => near.Edits <= maxEdits)
        .OrderBy(near => near.Edits)
        .Select(near => near.Known)
        .FirstOrDefault();

    // Counts characters inserted, deleted, replaced, or swapped with the next one.
    private static int Edits(string left, string right)
    {
        int[,] costs = new int[left.Length + 1, right.Length + 1];
        for (int row = 0; row <= left.Length; row++)
        {
            for (int column = 0; column <= right.Length; column++)
            {
                costs[row, column] = row == 0 || column == 0
                    ? row + column
                    : Math.Min(costs[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1), 1 + Math.Min(costs[row - 1, column], costs[row, column - 1]));
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    costs[row, column] = Math.Min(costs[row, column], costs[row - 2, column - 2] + 1);
                }
            }
        }

        return costs[left.Length, right.Length];
    }
}
