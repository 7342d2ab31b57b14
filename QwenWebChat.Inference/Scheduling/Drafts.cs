using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Adds drafts to the decoding sequences of a step (speculative decoding; Leviathan et al. 2023). A token more costs little
/// as long as a step waits for the weights.
/// </summary>
/// <param name="maxTokens">The maximum number of drafted tokens beside one sequence; each further one takes the place of one.</param>
/// <param name="always">True to draft all that can be copied, even if it does not pay.</param>
internal sealed class Drafts(BlockPool pool, int maxTokens, bool always)
{
    private readonly StepCosts? _costs = always ? null : new StepCosts();

    /// <param name="runs">The step's runs, all decoding.</param>
    /// <param name="runningCount">The number of sequences that may need a block for their next token.</param>
    public void AddTo(List<ScheduledRun> runs, int runningCount)
    {
        int stepTokens = runs.Count;
        for (int i = 0; i < runs.Count && stepTokens <= maxTokens; i++)
        {
            Sequence sequence = runs[i].Sequence;
            int[] draft = sequence.Draft(maxTokens + 1 - stepTokens, stepTokens, _costs);
            if (draft.Length > 0 && HasBlocks(sequence, sequence.Ids.Count + draft.Length, runningCount))
            {
                runs[i] = runs[i] with { Draft = draft };
                stepTokens += draft.Length;
            }
        }
    }

    /// <summary>Records the time of a step.</summary>
    public void Learn(SchedulerOutput output, TimeSpan elapsed)
    {
        if (output.PrefillTokens == 0)
        {
            _costs?.Learn(output.TokenCount, elapsed);
        }
    }

    // A draft never takes the block that another sequence needs for its next token.
    private bool HasBlocks(Sequence sequence, int tokens, int runningCount) =>
        tokens <= sequence.Blocks.Count * pool.BlockTokens || (pool.FreeCount > runningCount && sequence.Blocks.TryReserve(pool, tokens));
}
