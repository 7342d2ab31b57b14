using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Plans the attention of a step as segments, with integer arithmetic only (docs/adr/0021).</summary>
internal static class AttentionPlan
{
    // The maximum number of slots copied at once for sequences in too many fragments.
    private const int MaxCopySlots = 32_768;

    // The fused kernels process tiles of 64 or 128 keys, most of which shorter fragments would waste. A few short
    // fragments still cost less than a copy of the sequence, which is read, written and read again.
    private const int ShortPieceSlots = 64;
    private const int FewPieces = 4;

    /// <param name="runs">The step's sequences; their new keys and values are in the cache before attention runs.</param>
    /// <param name="copySlots">
    /// The maximum number of slots that fit one copy, if keys and values must be copied to be read; null if they are
    /// read in place.
    /// </param>
    /// <param name="maxSingleQuerySlots">The maximum number of slots of a segment with one query; null for no limit.</param>
    /// <returns>Rounds in which every query sees each of its visible tokens exactly once.</returns>
    public static IReadOnlyList<AttentionRound> Of(IEnumerable<AttentionRun> runs, int? copySlots, int? maxSingleQuerySlots = null)
    {
        List<AttentionSegment> inPlace = [];
        List<AttentionRun> copied = [];
        foreach (AttentionRun run in runs)
        {
            List<(int Start, int Count)> pieces = Pieces(run);
            if (copySlots is not null || IsScattered(run, pieces.Count))
            {
                copied.Add(run);
                continue;
            }

            foreach ((int start, int count) in pieces)
            {
                Add(inPlace, run, start, count, Slot(run.Blocks, start));
            }
        }

        IReadOnlyList<AttentionRound> rounds = Copies(copied, copySlots ?? MaxCopySlots);
        rounds = inPlace.Count == 0 ? rounds : [new AttentionRound(null, inPlace), .. rounds];
        return maxSingleQuerySlots is { } max ? [.. rounds.Select(round => round with { Segments = [.. round.Segments.SelectMany(segment => Cut(segment, max))] })] : rounds;
    }

    private static IEnumerable<AttentionSegment> Cut(AttentionSegment segment, int max)
    {
        if (segment.QueryCount > 1)
        {
            return [segment];
        }

        int pieces = (segment.SlotCount + max - 1) / max;
        return Enumerable.Range(0, pieces).Select(i => segment with
        {
            FirstSlot = segment.FirstSlot + (i * max),
            SlotCount = Math.Min(max, segment.SlotCount - (i * max)),
        });
    }

    /// <summary>Returns the slot of a sequence's token.</summary>
    public static int Slot(int[] blocks, int position) => (blocks[position / KvBlockLayout.Tokens] * KvBlockLayout.Tokens) + (position % KvBlockLayout.Tokens);

    private static bool IsScattered(AttentionRun run, int pieces) =>
        pieces > FewPieces && run.Start + run.Count < pieces * ShortPieceSlots;

    /// <summary>Returns the sequence's tokens as runs of contiguous blocks.</summary>
    private static List<(int Start, int Count)> Pieces(AttentionRun run)
    {
        int length = run.Start + run.Count;
        int blockCount = (length + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens;
        List<(int Start, int Count)> pieces = [];
        int first = 0;
        for (int i = 1; i <= blockCount; i++)
        {
            if (i == blockCount || run.Blocks[i] != run.Blocks[i - 1] + 1)
            {
                int start = first * KvBlockLayout.Tokens;
                pieces.Add((start, Math.Min(i * KvBlockLayout.Tokens, length) - start));
                first = i;
            }
        }

        return pieces;
    }

    private static List<AttentionRound> Copies(List<AttentionRun> runs, int max)
    {
        List<AttentionRound> rounds = [];
        List<long> slots = [];
        List<AttentionSegment> segments = [];
        void End()
        {
            rounds.Add(new AttentionRound([.. slots], [.. segments]));
            slots.Clear();
            segments.Clear();
        }

        foreach (AttentionRun run in runs)
        {
            int length = run.Start + run.Count;
            for (int start = 0, count; start < length; start += count)
            {
                if (slots.Count == max)
                {
                    End();
                }

                count = Math.Min(length - start, max - slots.Count);
                Add(segments, run, start, count, slots.Count);
                for (int position = start; position < start + count; position++)
                {
                    slots.Add(Slot(run.Blocks, position));
                }
            }
        }

        if (slots.Count > 0)
        {
            End();
        }

        return rounds;
    }

    /// <summary>
    /// Adds the segments in which the run's queries see tokens from <paramref name="start"/> on: causal for the queries
    /// among these tokens, complete for later queries.
    /// </summary>
    private static void Add(List<AttentionSegment> segments, AttentionRun run, int start, int count, int slot)
    {
        int end = start + count;
        int firstInside = Math.Max(start, run.Start);
        if (firstInside < end)
        {
            // A single query that sees all tokens up to itself sees the whole fragment.
            int inside = end - firstInside;
            segments.Add(new AttentionSegment(run.FirstRow + firstInside - run.Start, inside, slot, count, inside > 1));
        }

        int firstAfter = Math.Max(end, run.Start);
        int after = run.Start + run.Count - firstAfter;
        if (after > 0)
        {
            segments.Add(new AttentionSegment(run.FirstRow + firstAfter - run.Start, after, slot, count, false));
        }
    }
}
