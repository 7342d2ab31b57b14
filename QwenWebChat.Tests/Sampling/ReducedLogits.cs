using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Sampling;

/// <summary>
/// One row as a device reduces it: its largest logits, of equal ones at the end any. Counts how often the whole row is
/// asked for.
/// </summary>
internal sealed class ReducedLogits : IStepLogits
{
    private readonly float[] _row;
    private readonly int[] _ids;

    public ReducedLogits(float[] row, int topCount, Random ties)
    {
        _row = row;
        float Rank(int id) => float.IsNaN(row[id]) ? float.PositiveInfinity : row[id];
        _ids = [.. Enumerable.Range(0, row.Length).OrderByDescending(Rank).ThenBy(_ => ties.Next()).Take(topCount).Order()];
    }

    public int RowCount => 1;

    public int WholeRowCount { get; private set; }

    public bool TryTop(int row, out TopLogits top)
    {
        float[] logits = [.. _ids.Select(id => _row[id])];
        top = new TopLogits(_ids, logits, logits.Min());
        return true;
    }

    public Span<float> Row(int row)
    {
        WholeRowCount++;
        return _row.ToArray();
    }
}
