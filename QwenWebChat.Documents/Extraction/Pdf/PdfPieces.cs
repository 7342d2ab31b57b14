namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Separates pieces that touch without a gap, but were written by different operations: cells that fill their column, and
/// numbers of the same form beside each other (11:45 and 11:50).
/// </summary>
internal static class PdfPieces
{
    // The number of rows above and below that may show where a column begins, and the number of their cells that are examined.
    private const int NeighbourRows = 4;
    private const int MaxCells = 50;

    // In units of the font size.
    private const double NearEdge = 0.1;
    private const int MinNumber = 4;

    /// <summary>Splits segments where a piece begins at the left edge of a column of neighbouring rows.</summary>
    public static void CutAtColumns(List<PdfRow> rows)
    {
        for (int index = 0; index < rows.Count; index++)
        {
            List<double> edges = Edges(rows, index);
            if (edges.Count == 0)
            {
                continue;
            }

            List<PdfSegment> cut = [];
            foreach (PdfSegment segment in rows[index].Segments)
            {
                int at = cut.Count;
                cut.Add(segment);
                for (int start = segment.Starts.Count - 1; start >= 0; start--)
                {
                    (int position, double left) = segment.Starts[start];
                    if (segment.MayEndWord(position) && edges.Exists(edge => Math.Abs(edge - left) < NearEdge * segment.Size))
                    {
                        cut.Insert(at + 1, segment.Split(position, left));
                    }
                }
            }

            rows[index] = cut.Count == rows[index].Segments.Count ? rows[index] : new PdfRow(cut);
        }
    }

    /// <summary>Returns the positions of numbers that touch a number of the same form and were written by another operation.</summary>
    public static HashSet<int> NumbersBesideEachOther(string text, IReadOnlyList<(int Position, double Left)> starts)
    {
        HashSet<int> places = [];
        for (int index = 0; index < starts.Count; index++)
        {
            int before = index > 0 ? starts[index - 1].Position : 0;
            int position = starts[index].Position;
            int end = index + 1 < starts.Count ? starts[index + 1].Position : text.Length;
            if (end - position == position - before && HaveOneForm(text.AsSpan(before..position), text.AsSpan(position..end)))
            {
                places.Add(position);
            }
        }

        return places;
    }

    private static bool HaveOneForm(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        bool hasMark = false;
        for (int index = 0; index < one.Length; index++)
        {
            bool isDigit = char.IsAsciiDigit(one[index]);
            if (isDigit ? !char.IsAsciiDigit(other[index]) : one[index] != other[index] || one[index] is not (':' or '.' or ',' or '/'))
            {
                return false;
            }

            hasMark |= !isDigit;
        }

        return hasMark && one.Length >= MinNumber && char.IsAsciiDigit(one[0]) && char.IsAsciiDigit(one[^1]);
    }

    // The left edges of columns that at least two neighbouring rows have.
    private static List<double> Edges(List<PdfRow> rows, int row)
    {
        List<double> all = [];
        for (int index = Math.Max(0, row - NeighbourRows); index <= Math.Min(rows.Count - 1, row + NeighbourRows); index++)
        {
            for (int segment = 1; index != row && segment < Math.Min(rows[index].Segments.Count, MaxCells); segment++)
            {
                all.Add(rows[index].Segments[segment].Left);
            }
        }

        all.Sort();
        List<double> edges = [];
        for (int index = 1; index < all.Count; index++)
        {
            if (all[index] - all[index - 1] < NearEdge * rows[row].Size)
            {
                edges.Add(all[index]);
            }
        }

        return edges;
    }
}
