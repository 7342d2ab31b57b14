using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>A step's attention as segments, whole numbers only (docs/adr/0021).</summary>
internal static class AttentionPlan
{
    // As much as is copied at once of sequences in too many pieces.
    private const int LargestCopySlots = 32_768;

    // The fused kernels take 64 or 128 keys at a time: of shorter pieces they waste most of each tile. A few of them cost
    // less than copying the sequence, which is read, written and read again.
    private const int ShortPieceSlots = 64;
    private const int FewPieces = 4;

    /// <param name="runs">The step's sequences; what they write is in the cache by the time of attention.</param>
    /// <param name="copySlots">Where keys and values must be copied to be read, as many as fit at once; null where they can stay.</param>
    /// <param name="longestSingle">Slots at most of a segment with one query; null for any number.</param>
    /// <returns>Rounds in which every query meets each token that it may see once.</returns>
    public static IReadOnlyList<AttentionRound> Of(IEnumerable<AttentionRun> runs, int? copySlots, int? longestSingle = null)
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

        IReadOnlyList<AttentionRound> rounds = Copies(copied, copySlots ?? LargestCopySlots);
        rounds = inPlace.Count == 0 ? rounds : [new AttentionRound(null, inPlace), .. rounds];
        return longestSingle is { } most ? [.. rounds.Select(round => round with { Segments = [.. round.Segments.SelectMany(segment => Cut(segment, most))] })] : rounds;
    }

    private static IEnumerable<AttentionSegment> Cut(AttentionSegment segment, int most)
    {
        if (segment.QueryCount > 1)
        {
            return [segment];
        }

        int pieces = (segment.SlotCount + most - 1) / most;
        return Enumerable.Range(0, pieces).Select(i => segment with
        {
            FirstSlot = segment.FirstSlot + (i * most),
            SlotCount = Math.Min(most, segment.SlotCount - (i * most)),
        });
    }

    /// <summary>The slot of a sequence's token.</summary>
    public static int Slot(int[] blocks, int position) => (blocks[position / KvBlockLayout.Tokens] * KvBlockLayout.Tokens) + (position % KvBlockLayout.Tokens);

    private static bool IsScattered(AttentionRun run, int pieces) =>
        pieces > FewPieces && run.Start + run.Count < pieces * ShortPieceSlots;

    /// <summary>The sequence's tokens as stretches that lie in neighbouring blocks.</summary>
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

    private static List<AttentionRound> Copies(List<AttentionRun> runs, int most)
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
                if (slots.Count == most)
                {
                    End();
                }

                count = Math.Min(length - start, most - slots.Count);
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

    /// <summary>What the run's queries see of tokens <paramref name="start"/> and on: those among them causally, those after them all of it.</summary>
    private static void Add(List<AttentionSegment> segments, AttentionRun run, int start, int count, int slot)
    {
        int end = start + count;
        int firstInside = Math.Max(start, run.Start);
        if (firstInside < end)
        {
            // One query that sees all up to itself sees the whole piece.
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
