using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Segments that one call of a kernel takes: all causal, or all not. A pass's rows are the queries of its segments, one
/// segment after the other; a query that looks at several segments is in it several times. The tensors are made once a step
/// and belong to the scope that the pass is made in.
/// </summary>
internal sealed class SegmentPass
{
    // Kernels of CUTLASS pad the log-sum-exp of a segment to so many rows.
    private const int PaddedTo = 32;

    /// <param name="segments">At least one.</param>
    /// <param name="queryCount">Queries of the whole step.</param>
    /// <param name="group">Query heads that share a key/value head; null where no kernel asks for <see cref="Grouped"/>.</param>
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

    /// <summary>Queries of the largest segment.</summary>
    public int MaxQueryCount { get; }

    /// <summary>Slots of the largest segment.</summary>
    public int MaxSlotCount { get; }

    /// <summary>Int64, the query of each row, [rows]; null where the rows are the step's queries in order.</summary>
    public Tensor? Queries { get; }

    /// <summary>Int32, where the rows of each segment begin, and the end, [segments + 1].</summary>
    public Tensor QueryOffsets { get; }

    /// <summary>Int32, [segments + 1]; the last says nothing.</summary>
    public Tensor FirstSlots { get; }

    /// <summary>Int32, [segments].</summary>
    public Tensor SlotCounts { get; }

    /// <summary>The same for kernels that know no groups of heads; null where none asks for it.</summary>
    public GroupedSegments? Grouped { get; }

    /// <summary>A round's segments in as few passes as there are kinds: single queries, causal ones, others.</summary>
    /// <remarks>
    /// Single queries are apart because flash attention reads keys once for a whole group of heads, and shares a long
    /// sequence among processors, only in calls where nobody has more than one.
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
        int most = MaxQueryCount * members;
        int padded = (most + PaddedTo - 1) / PaddedTo * PaddedTo;
        long[] rows = [.. counts.SelectMany((count, segment) => Enumerable.Range(0, count).Select(row => ((long)segment * padded) + row))];
        (Tensor firstSlots, Tensor slotCounts) = Places(Segments, repeats, device);
        return new GroupedSegments(
            Upload.Of(Offsets(counts), device), firstSlots, slotCounts, Upload.Of(rows, device), most, padded);
    }
}
