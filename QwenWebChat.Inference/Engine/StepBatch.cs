using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>Converts a scheduled step to the model's input.</summary>
internal static class StepBatch
{
    public static Batch Of(SchedulerOutput output)
    {
        List<int> ids = [];
        List<BatchRun> runs = [];
        List<int> logitRows = [];
        foreach (ScheduledRun run in output.Runs)
        {
            runs.Add(new BatchRun(new AttentionRun([.. run.Sequence.Blocks.Blocks], run.Start, run.TokenCount, ids.Count), run.Sequence.YarnFactor));
            int firstRow = ids.Count;
            for (int i = 0; i < run.Count; i++)
            {
                ids.Add(run.Sequence.Ids[run.Start + i]);
            }

            ids.AddRange(run.Draft);
            logitRows.AddRange(Enumerable.Range(firstRow + run.FirstScored - run.Start, run.ScoredCount));
            if (run.WantsLogits)
            {
                logitRows.AddRange(Enumerable.Range(firstRow + run.Count - 1, 1 + run.Draft.Length));
            }
        }

        return new Batch([.. ids], runs, [.. logitRows]);
    }
}
