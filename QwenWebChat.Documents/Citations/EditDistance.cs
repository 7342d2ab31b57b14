namespace QwenWebChat.Documents.Citations;

/// <summary>
/// The best place of a pattern in a stretch of text, by the fewest inserted, left out and replaced characters (Sellers 1980),
/// computed along the diagonals that can hold it alone.
/// </summary>
internal sealed class EditDistance
{
    private int[] _costs = [];
    private int[] _starts = [];

    /// <summary>How many cells were computed since it was made.</summary>
    public long Work { get; private set; }

    /// <param name="window">The text, from as many characters before the expected start as there may be edits to as many after the end.</param>
    /// <returns>Where in the window it stands; null where it takes more edits.</returns>
    public (int Start, int Length, int Edits)? Find(ReadOnlySpan<char> pattern, ReadOnlySpan<char> window, int mostEdits)
    {
        // Column d of a row stands for the window's first (row + d) characters; a start is free in the first row.
        int width = (2 * mostEdits) + 1;
        Ready(width);
        for (int row = 1; row <= pattern.Length; row++)
        {
            if (Advance(pattern[row - 1], window, row, width) > mostEdits)
            {
                return null;
            }
        }

        int best = -1;
        for (int column = 0; column < width && pattern.Length + column <= window.Length; column++)
        {
            if (_costs[column] <= mostEdits && (best < 0 || _costs[column] < _costs[best]))
            {
                best = column;
            }
        }

        int end = pattern.Length + best;
        return best >= 0 && end > _starts[best] ? (_starts[best], end - _starts[best], _costs[best]) : null;
    }

    private void Ready(int width)
    {
        if (_costs.Length < width)
        {
            (_costs, _starts) = (new int[width], new int[width]);
        }

        for (int column = 0; column < width; column++)
        {
            (_costs[column], _starts[column]) = (0, column);
        }
    }

    // Returns the least cost of the row. In place: the row above is read one column ahead of where this one is written.
    private int Advance(char character, ReadOnlySpan<char> window, int row, int width)
    {
        Work += width;
        int least = int.MaxValue;
        (int left, int leftStart) = (int.MaxValue - 1, 0);
        for (int column = 0; column < width; column++)
        {
            int at = row + column - 1;
            int cost = at < window.Length && window[at] == character ? _costs[column] : _costs[column] + 1;
            int start = _starts[column];
            if (column + 1 < width && _costs[column + 1] + 1 < cost)
            {
                (cost, start) = (_costs[column + 1] + 1, _starts[column + 1]);
            }

            if (left + 1 < cost)
            {
                (cost, start) = (left + 1, leftStart);
            }

            (_costs[column], _starts[column]) = (cost, start);
            (left, leftStart) = (cost, start);
            least = Math.Min(least, cost);
        }

        return least;
    }
}
