using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

/// <summary>
/// A model without weights. What it caches of a token is the token, its position, RoPE's mode and the salt, in the slots that
/// the block table names; the next token is a function of all that it reads back, so an answer is right only if every
/// block is.
/// </summary>
internal sealed class ScriptedRunner(BlockPool pool)
{
    private readonly (int Id, int Position, BlockKey Root)[] _slots = new (int, int, BlockKey)[pool.BlockCount * pool.BlockTokens];

    /// <summary>Runs a step, and appends to each sequence that wants it the token that follows.</summary>
    public void Run(SchedulerOutput output)
    {
        foreach (ScheduledRun run in output.Runs)
        {
            for (int position = run.Start; position < run.Start + run.Count; position++)
            {
                int block = run.Sequence.Blocks[position / pool.BlockTokens];
                if (pool.ReferenceCount(block) != 1)
                {
                    Assert.Fail($"Block {block} is written while {pool.ReferenceCount(block)} sequences hold it.");
                }

                _slots[SlotOf(run.Sequence, position)] = (run.Sequence.Ids[position], position, run.Sequence.PrefixRoot);
            }
        }

        foreach (ScheduledRun run in output.Runs)
        {
            Score(run);
            int next = NextToken(Read(run.Sequence, run.Start + run.Count));
            Assert.True(run.WantsLogits == (run.Start + run.Count == run.Sequence.Ids.Count));
            if (run.WantsLogits)
            {
                SequenceFactory.Append(run.Sequence, next);
            }
        }
    }

    /// <summary>What the sequence should come to: the same model without a cache.</summary>
    public static List<int> Alone(IReadOnlyList<int> prompt, int maxNewTokens)
    {
        List<int> ids = [.. prompt];
        do
        {
            ids.Add(NextToken(ids));
        }
        while (ids[^1] != SequenceFactory.EndToken && ids.Count < prompt.Count + maxNewTokens);

        return ids;
    }

    // The logits say nothing; the ids say which positions were scored.
    private static void Score(ScheduledRun run)
    {
        Assert.True(run.ScoredCount == 0 || (run.FirstScored >= run.Start && run.FirstScored + run.ScoredCount <= run.Start + run.Count));
        for (int i = 0; i < run.ScoredCount; i++)
        {
            Assert.True(run.FirstScored + i + 1 == run.Sequence.ScoredCount);
            run.Sequence.Scores!.Add(new float[SequenceFactory.VocabularySize], run.Sequence.Ids[run.FirstScored + i + 1]);
        }
    }

    private List<int> Read(Sequence sequence, int count)
    {
        List<int> ids = new(count);
        BlockKey root = sequence.PrefixRoot;
        int first = 0;
        for (int position = 0; position < count; position++)
        {
            int offset = position % pool.BlockTokens;
            first = offset == 0 ? SlotOf(sequence, position) : first;
            (int Id, int Position, BlockKey Root) slot = _slots[first + offset];
            if (slot != (sequence.Ids[position], position, root))
            {
                Assert.Fail($"Position {position} of a sequence reads {slot}.");
            }

            ids.Add(slot.Id);
        }

        return ids;
    }

    private int SlotOf(Sequence sequence, int position) =>
        (sequence.Blocks[position / pool.BlockTokens] * pool.BlockTokens) + (position % pool.BlockTokens);

    private static int NextToken(List<int> ids)
    {
        uint hash = 2_166_136_261;
        foreach (int id in ids)
        {
            hash = (hash ^ (uint)id) * 16_777_619;
        }

        return (int)((hash >> 8) % SequenceFactory.VocabularySize);
    }
}
