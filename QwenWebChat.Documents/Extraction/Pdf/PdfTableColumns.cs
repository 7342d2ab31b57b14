namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The columns of a table, derived from all of its rows, so that a cell stays in its column if others of its row are empty.</summary>
internal sealed class PdfTableColumns
{
    // A hostile table may have thousands of columns; the cells beyond these belong to the last one.
    private const int MaxColumns = 100;

    private readonly List<Column> _columns;

    public PdfTableColumns(IReadOnlyList<PdfRow> rows)
    {
        PdfRow fullest = rows.MaxBy(row => row.Segments.Count)!;
        _columns = [.. fullest.Segments.Take(MaxColumns).Select(segment => new Column(segment.Left, segment.Right, 1))];
        foreach (PdfRow row in rows)
        {
            if (!ReferenceEquals(row, fullest))
            {
                Widen(row);
            }
        }

        JoinHeads(rows);
    }

    /// <summary>Returns the text of a row's cells, from left to right; empty for an empty cell.</summary>
    public string[] Cells(PdfRow row)
    {
        string[] cells = new string[_columns.Count];
        Array.Fill(cells, "");
        foreach (PdfSegment segment in row.Segments)
        {
            int column = Find(segment, cells);
            cells[column] += cells[column].Length > 0 ? " " + segment.Text : segment.Text;
        }

        return cells;
    }

    // A cell that spans several columns widens none.
    private void Widen(PdfRow row)
    {
        foreach (PdfSegment segment in row.Segments)
        {
            int first = _columns.FindIndex(column => column.Overlap(segment) > 0);
            if (first < 0)
            {
                Insert(segment);
            }
            else if (first + 1 == _columns.Count || _columns[first + 1].Overlap(segment) <= 0)
            {
                Column column = _columns[first];
                _columns[first] = new Column(Math.Min(column.Left, segment.Left), Math.Max(column.Right, segment.Right), column.RowCount + 1);
            }
        }
    }

    // A head beside its cells, instead of above them, is not a separate column.
    private void JoinHeads(IReadOnlyList<PdfRow> rows)
    {
        for (int index = _columns.Count - 2; index >= 0 && rows.Count > 2; index--)
        {
            (Column one, Column other) = (_columns[index], _columns[index + 1]);
            if (Math.Min(one.RowCount, other.RowCount) == 1 && !rows.Any(row => one.Holds(row) && other.Holds(row)))
            {
                _columns[index] = new Column(one.Left, other.Right, one.RowCount + other.RowCount);
                _columns.RemoveAt(index + 1);
            }
        }
    }

    private void Insert(PdfSegment segment)
    {
        if (_columns.Count < MaxColumns)
        {
            int at = _columns.FindIndex(column => column.Left > segment.Left);
            _columns.Insert(at < 0 ? _columns.Count : at, new Column(segment.Left, segment.Right, 1));
        }
    }

    // The overlapping column; if there is none, the nearest one, preferably an empty one.
    private int Find(PdfSegment segment, string[] cells)
    {
        int best = 0;
        for (int index = 1; index < _columns.Count; index++)
        {
            double overlap = _columns[index].Overlap(segment) - (cells[index].Length > 0 ? segment.Size : 0);
            double least = _columns[best].Overlap(segment) - (cells[best].Length > 0 ? segment.Size : 0);
            best = overlap > least ? index : best;
        }

        return best;
    }

    private readonly record struct Column(double Left, double Right, int RowCount)
    {
        // Negative if they do not overlap.
        public double Overlap(PdfSegment segment) => Math.Min(Right, segment.Right) - Math.Max(Left, segment.Left);

        public bool Holds(PdfRow row)
        {
            foreach (PdfSegment segment in row.Segments)
            {
                if (Overlap(segment) > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
