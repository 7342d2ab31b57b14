using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// The segments of one kernel call: all causal or all without a mask. Its rows are the queries of its segments in
/// order; a query that attends to several segments occurs several times. The tensors are created once for each step and
/// belong to the scope in which the pass is created.
/// </summary>
internal sealed class SegmentPass
{
    // CUTLASS kernels pad the log-sum-exps of a segment to a multiple of this.
    private const int PaddedTo = 32;

    /// <param name="segments">The segments, at least one.</param>
    /// <param name="queryCount">The number of queries of the whole step.</param>
    /// <param name="group">The number of query heads that share a key/value head; null if no kernel uses <see cref="Grouped"/>.</param>
    public SegmentPass(IReadOnlyList<AttentionSegment> segments, int queryCount, int? group, Device device)
    {
        Segments = segments;
        IsCausal = segments[0].IsCausal;
        MaxQueryCount = segments.Max(segment => segment.QueryCount);
        MaxSlotCount = segments.Max(segment => segment.SlotCount);
        long[] queries = [.. segments.SelectMany(segment => Enumerable.Range(segment.FirstQuery, segment.QueryCount).Select(query => (long)query))];
        RowCount = queries.Length;
        bool isWhole = RowCount == queryCount && queries.Select((query, row) => query == row).All(same => same);
        Queries = isWhole ? null : Upload.Of(queries, device);
        int[] offsets = Offsets(segments.Select(segment => segment.QueryCount));
        QueryOffsets = Upload.Of(offsets, device);
        (FirstSlots, SlotCounts) = Places(segments, 1, device);
        Grouped = group is { } members ? Group(offsets, members, device) : null;
    }

    public IReadOnlyList<AttentionSegment> Segments { get; }

    public bool IsCausal { get; }

    public int RowCount { get; }

    /// <summary>The number of queries of the largest segment.</summary>
    public int MaxQueryCount { get; }

    /// <summary>The number of slots of the largest segment.</summary>
    public int MaxSlotCount { get; }

    /// <summary>The query index of each row, int64, [rows]; null if the rows are the step's queries in order.</summary>
    public Tensor? Queries { get; }

    /// <summary>The first row of each segment, and the total, int32, [segments + 1].</summary>
    public Tensor QueryOffsets { get; }

    /// <summary>The first slot of each segment, int32, [segments + 1]; the last element is unused.</summary>
    public Tensor FirstSlots { get; }

    /// <summary>The number of slots of each segment, int32, [segments].</summary>
    public Tensor SlotCounts { get; }

    /// <summary>The pass rearranged for kernels without grouped-query attention; null if none uses it.</summary>
    public GroupedSegments? Grouped { get; }

    /// <summary>Groups a round's segments into the minimum number of passes: single queries, causal segments, others.</summary>
    /// <remarks>
    /// Single queries have their own pass because flash attention reads keys once for a whole group of heads, and
    /// splits a long sequence among multiprocessors, only in calls in which every segment has one query.
    /// </remarks>
    public static IReadOnlyList<SegmentPass> All(IEnumerable<AttentionSegment> segments, int queryCount, int? group, Device device) =>
        [.. segments.GroupBy(segment => segment.IsCausal ? 1 : segment.QueryCount == 1 ? 0 : 2)
            .OrderBy(kind => kind.Key)
            .Select(kind => new SegmentPass([.. kind], queryCount, group, device))];

    private static int[] Offsets(IEnumerable<int> counts)
    {
        List<int> offsets = [0];
        foreach (int count in counts)
        {
            offsets.Add(offsets[^1] + count);
        }

        return [.. offsets];
    }

    private static (Tensor FirstSlots, Tensor SlotCounts) Places(IReadOnlyList<AttentionSegment> segments, int repeats, Device device)
    {
        AttentionSegment[] all = [.. Enumerable.Repeat(segments, repeats).SelectMany(list => list)];
        return (
            Upload.Of([.. all.Select(segment => segment.FirstSlot), all[^1].FirstSlot + all[^1].SlotCount], device),
            Upload.Of(Array.ConvertAll(all, segment => segment.SlotCount), device));
    }

    private GroupedSegments Group(int[] offsets, int group, Device device)
    {
        int repeats = IsCausal ? group : 1;
        int members = IsCausal ? 1 : group;
        int[] counts = [.. Enumerable.Repeat(Segments, repeats).SelectMany(list => list.Select(segment => segment.QueryCount * members))];
        int max = MaxQueryCount * members;
        int padded = (max + PaddedTo - 1) / PaddedTo * PaddedTo;
        long[] rows = [.. counts.SelectMany((count, segment) => Enumerable.Range(0, count).Select(row => ((long)segment * padded) + row))];
        (Tensor firstSlots, Tensor slotCounts) = Places(Segments, repeats, device);
        return new GroupedSegments(
            Upload.Of(Offsets(counts), device), firstSlots, slotCounts, Upload.Of(rows, device), max, padded);
    }
}
