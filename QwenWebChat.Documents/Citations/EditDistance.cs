namespace QwenWebChat.Documents.Citations;

/// <summary>
/// Finds the best match of a pattern in a range of text, with the fewest inserted, omitted and replaced characters (Sellers
/// 1980). Only the diagonals that can contain it are computed.
/// </summary>
internal sealed class EditDistance
{
    private int[] _costs = [];
    private int[] _starts = [];

    /// <summary>The number of cells computed by this instance.</summary>
    public long Work { get; private set; }

    /// <param name="window">The text. It begins as many characters before the expected start, and ends as many after the expected end, as there may be edits.</param>
    /// <returns>The position in the window; null if the match takes more edits.</returns>
    public (int Start, int Length, int Edits)? Find(ReadOnlySpan<char> pattern, ReadOnlySpan<char> window, int maxEdits)
    {
        // Column d of a row stands for the window's first (row + d) characters; in the first row, a start costs nothing.
        int width = (2 * maxEdits) + 1;
        Ready(width);
        for (int row = 1; row <= pattern.Length; row++)
        {
            if (Advance(pattern[row - 1], window, row, width) > maxEdits)
            {
                return null;
            }
        }

        int best = -1;
        for (int column = 0; column < width && pattern.Length + column <= window.Length; column++)
        {
            if (_costs[column] <= maxEdits && (best < 0 || _costs[column] < _costs[best]))
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

    // Returns the lowest cost of the row. Works in place: the row above is read one column ahead of the write position.
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
