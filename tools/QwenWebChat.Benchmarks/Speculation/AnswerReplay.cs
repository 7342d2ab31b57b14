using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>
/// Replays known answers through the engine's scheduler as if a model generated them, one after the other. Nothing is
/// computed: each step takes the measured time of a step of its size, by which the scheduler chooses the next drafts.
/// </summary>
/// <param name="costs">The times of steps with 1, 2, … tokens, at least one more than can be drafted.</param>
internal sealed class AnswerReplay(QwenTokenizer tokenizer, int maxDraftTokens, IReadOnlyList<StepCost> costs)
{
    private const int BlockCount = 2_048;

    private static readonly SchedulerOptions Options = new() { MaxRunningSequences = 1, ChunkTokens = 256 };

    private readonly Scheduler _scheduler = new(new BlockPool(BlockCount), Options with { MaxDraftTokens = maxDraftTokens });

    /// <summary>Replays the answer of a prompt and the end token after it.</summary>
    /// <exception cref="ArgumentException">The prompt has no answer.</exception>
    public ReplayFigures Run(SpeculationPrompt prompt)
    {
        string answer = prompt.Answer ?? throw new ArgumentException($"A sample of {prompt.Kind} has no answer to replay.");
        int[] ids = [.. tokenizer.Encode(answer), tokenizer.EndTokenIds[0]];
        Sequence sequence = new(
            tokenizer.Encode(tokenizer.ChatTemplate.Render(prompt.Messages)),
            new SamplingParams { Temperature = 0 },
            ids.Length + maxDraftTokens + 1,
            tokenizer.EndTokenIds,
            tokenizer.CreateDetokenizer());
        _scheduler.Add(sequence);
        ReplayFigures figures = new();
        while (sequence.FinishReason is null)
        {
            figures += Step(sequence, ids);
        }

        _scheduler.Remove(sequence);
        return figures;
    }

    /// <summary>Runs one step; the prompt's prefill, which also gives the first token, adds nothing to the figures.</summary>
    private ReplayFigures Step(Sequence sequence, int[] answer)
    {
        SchedulerOutput output = _scheduler.Schedule();
        bool isPrefill = output.PrefillTokens > 0;
        double seconds = isPrefill ? output.TokenCount * costs[0].Seconds : costs[output.TokenCount - 1].Seconds;
        _scheduler.Complete(output, TimeSpan.FromSeconds(seconds));
        ScheduledRun run = output.Runs[0];
        if (!run.WantsLogits)
        {
            return new ReplayFigures();
        }

        int start = sequence.GeneratedCount;
        int accepted = run.Draft.AsSpan().CommonPrefixLength(answer.AsSpan(start));
        for (int i = start; i <= start + accepted && sequence.FinishReason is null; i++)
        {
            sequence.Append(new KnownToken(answer[i]), 0);
        }

        if (run.Draft.Length > 0)
        {
            _scheduler.Verify(run, accepted);
        }

        int tokens = sequence.GeneratedCount - start;
        return isPrefill ? new ReplayFigures() : new ReplayFigures(tokens, 1, run.Draft.Length, accepted, tokens * costs[0].Seconds, seconds);
    }

    /// <summary>The logits of a step in which only one token is possible.</summary>
    private sealed class KnownToken(int id) : IStepLogits
    {
        private readonly int[] _ids = [id];
        private readonly float[] _logits = [0];

        public int RowCount => 1;

        public bool TryTop(int row, out TopLogits top)
        {
            top = new TopLogits(_ids, _logits, float.NegativeInfinity);
            return true;
        }

        public Span<float> Row(int row) => throw new NotSupportedException("Greedy sampling needs the largest logit only.");
    }
}
