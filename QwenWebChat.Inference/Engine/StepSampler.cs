using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>Takes from the logits of a step what its requests ask for: tokens, logits and log-probabilities, and sends it to their streams.</summary>
internal sealed class StepSampler
{
    // Sampling overwrites a row before it is known whose log-probability is wanted.
    private float[] _row = [];

    /// <summary>Scores the prompt tokens of a run.</summary>
    /// <param name="firstRow">The first row of the run.</param>
    /// <exception cref="ArithmeticException">The logits contain NaN or infinity.</exception>
    public static void Score(ScheduledRun run, IStepLogits logits, int firstRow)
    {
        for (int i = 0; i < run.ScoredCount; i++)
        {
            run.Sequence.Scores!.Add(logits.Row(firstRow + i), run.Sequence.Ids[run.FirstScored + i + 1]);
        }
    }

    /// <summary>
    /// Samples the tokens of a run: the next one, and as long as the tokens are the drafted ones, that after them too. Each
    /// token is what it would be without a draft.
    /// </summary>
    /// <param name="firstRow">The row of logits after the run's last token; the rows after its draft follow.</param>
    /// <returns>The number of drafted tokens that were generated.</returns>
    /// <exception cref="ArithmeticException">The logits contain NaN or infinity.</exception>
    public int Append(ActiveRequest active, ScheduledRun run, IStepLogits logits, int firstRow)
    {
        Sequence sequence = run.Sequence;
        int start = sequence.Ids.Count;
        int accepted = 0;
        do
        {
            Append(active, sequence, logits, firstRow + accepted);
            while (accepted < run.Draft.Length && start + accepted < sequence.Ids.Count && sequence.Ids[start + accepted] == run.Draft[accepted])
            {
                accepted++;
            }
        }
        while (sequence.FinishReason is null && start + accepted == sequence.Ids.Count);
        return accepted;
    }

    /// <summary>Samples the next token of a sequence, and appends those that its grammar then forces.</summary>
    /// <exception cref="ArithmeticException">The logits contain NaN or infinity.</exception>
    private void Append(ActiveRequest active, Sequence sequence, IStepLogits logits, int row)
    {
        if (sequence.GeneratedCount == 0)
        {
            TellPrompt(active, sequence, logits, row);
        }

        int? topCount = active.Request.LogprobCount;
        if (topCount is not null)
        {
            Copy(logits.Row(row));
        }

        (int id, string text) = sequence.Append(logits, row);
        active.TellToken(id, text, topCount is { } count ? TokenLogprobs.Of(_row, id, count) : null);
        while (sequence.AppendForced() is { } forced)
        {
            active.TellToken(forced.Id, forced.Text, topCount is { } forcedCount ? TokenLogprobs.Certain(forced.Id, forcedCount) : null);
        }
    }

    private static void TellPrompt(ActiveRequest active, Sequence sequence, IStepLogits logits, int row)
    {
        if (active.Request.TopLogitCount > 0)
        {
            active.Stream.Write(new GenerationUpdate.PromptLogits(Largest(logits.Row(row), active.Request.TopLogitCount)));
        }

        if (sequence.Scores is { } scores)
        {
            active.Stream.Write(new GenerationUpdate.PromptLogprobs(scores.Tokens));
        }
    }

    private static TokenLogit[] Largest(ReadOnlySpan<float> logits, int count)
    {
        int[] ids = LogitsProcessors.Largest(logits, count);
        TokenLogit[] largest = new TokenLogit[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            largest[i] = new TokenLogit(ids[i], logits[ids[i]]);
        }

        return largest;
    }

    private void Copy(ReadOnlySpan<float> row)
    {
        // One model has rows of one length.
        _row = _row.Length == row.Length ? _row : new float[row.Length];
        row.CopyTo(_row);
    }
}
