using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Merges the rows of a step's passes in the order of its queries. Several rows of one query are weighted by the
/// softmax of their log-sum-exps in float32, which equals the softmax over all of the query's tokens, in a
/// deterministic order.
/// </summary>
internal sealed class SegmentMerge
{
    // The maximum number of elements merged at a time, in float32: 128 MiB.
    private const long MaxElementCount = 32L << 20;

    private readonly Tensor? _firstRows;
    private readonly Tensor? _mergedQueries;
    private readonly Tensor? _outputRows;
    private readonly Tensor? _sumRows;

    /// <param name="segments">All segments of the step, in the order of their result rows.</param>
    /// <param name="queryCount">The number of queries of the step, each with at least one segment.</param>
    public SegmentMerge(IEnumerable<AttentionSegment> segments, int queryCount, Device device)
    {
        List<long>[] rows = [.. Enumerable.Range(0, queryCount).Select(_ => new List<long>(1))];
        int rowCount = 0;
        foreach (AttentionSegment segment in segments)
        {
            for (int i = 0; i < segment.QueryCount; i++)
            {
                rows[segment.FirstQuery + i].Add(rowCount++);
            }
        }

        if (rowCount == queryCount && rows.Select((list, query) => list[0] == query).All(same => same))
        {
            return;
        }

        _firstRows = Upload.Of(Array.ConvertAll(rows, list => list[0]), device);
        int max = rows.Max(list => list.Count);
        long[] merged = [.. Enumerable.Range(0, queryCount).Where(query => rows[query].Count > 1).Select(query => (long)query)];
        if (merged.Length > 0)
        {
            // A query with fewer rows than others repeats its first row, with weight zero (a log-sum-exp of minus
            // infinity).
            _mergedQueries = Upload.Of(merged, device);
            _outputRows = Upload.Of(merged.SelectMany(query => Padded(rows[query], max, rows[query][0])).ToArray(), device).view(-1, max);
            _sumRows = Upload.Of(merged.SelectMany(query => Padded(rows[query], max, rowCount)).ToArray(), device).view(-1, max);
        }
    }

    /// <summary>Merges two results for the same rows.</summary>
    public static (Tensor Output, Tensor LogSumExp) Pair((Tensor Output, Tensor LogSumExp) a, (Tensor Output, Tensor LogSumExp) b)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor sums = stack([a.LogSumExp, b.LogSumExp], 0);
        Tensor shares = nn.functional.softmax(sums, 0).unsqueeze(-1);
        Tensor output = stack([a.Output, b.Output], 0).to(ScalarType.Float32).mul(shares).sum(dim: 0).to(a.Output.dtype);
        return (output.MoveToOuterDisposeScope(), sums.logsumexp(0).MoveToOuterDisposeScope());
    }

    /// <param name="results">The results of each pass, [rows, heads, headSize] and [rows, heads].</param>
    /// <returns>The merged output, [queries, heads, headSize]. The caller's scope owns it.</returns>
    public Tensor Apply(IReadOnlyList<(Tensor Output, Tensor LogSumExp)> results)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = results.Count == 1 ? results[0].Output : cat([.. results.Select(result => result.Output)]);
        if (_firstRows is null)
        {
            return output.MoveToOuterDisposeScope();
        }

        Tensor ordered = output.index_select(0, _firstRows);
        if (_mergedQueries is not null)
        {
            Tensor least = full([1, output.size(1)], Scalars.NegativeInfinity, ScalarType.Float32, output.device);
            Merge(ordered, output, cat([.. results.Select(result => result.LogSumExp), least]));
        }

        return ordered.MoveToOuterDisposeScope();
    }

    private static IEnumerable<long> Padded(List<long> rows, int count, long filler) => rows.Concat(Enumerable.Repeat(filler, count - rows.Count));

    private void Merge(Tensor ordered, Tensor output, Tensor sums)
    {
        (long count, long parts) = (_outputRows!.size(0), _outputRows.size(1));
        (long heads, long size) = (output.size(1), output.size(2));
        long step = Math.Clamp(MaxElementCount / (parts * heads * size), 1, count);
        for (long first = 0; first < count; first += step)
        {
            using DisposeScope scope = NewDisposeScope();
            long queries = Math.Min(step, count - first);
            Tensor rows = _outputRows.narrow(0, first, queries).flatten();
            Tensor sumRows = _sumRows!.narrow(0, first, queries).flatten();
            Tensor shares = nn.functional.softmax(sums.index_select(0, sumRows).view(queries, parts, heads), 1);
            Tensor merged = output.index_select(0, rows)
                .view(queries, parts, heads, size)
                .to(ScalarType.Float32)
                .mul(shares.unsqueeze(-1))
                .sum(dim: 1);
            ordered.index_copy_(0, _mergedQueries!.narrow(0, first, queries), merged.to(ordered.dtype));
        }
    }
}
