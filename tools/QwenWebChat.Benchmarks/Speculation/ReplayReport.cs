using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>Replays all samples and sums up the figures by class, kind, and half of a class.</summary>
internal static class ReplayReport
{
    /// <summary>States that the figures are no measurement of a model.</summary>
    public const string Caveat = "Replayed: drafts accepted on the given answers, times the cost of a step. No model wrote these answers, so this is no measurement of one.";

    /// <summary>Replays the samples in their order.</summary>
    /// <returns>A row for each kind of a class, then for the halves of the class (its samples in turns) and the whole class.</returns>
    public static IReadOnlyList<Row> Of(IReadOnlyList<SpeculationPrompt> prompts, QwenTokenizer tokenizer, int maxDraftTokens, IReadOnlyList<StepCost> costs)
    {
        AnswerReplay replay = new(tokenizer, maxDraftTokens, costs);
        return [.. prompts.Select(prompt => (Prompt: prompt, Figures: replay.Run(prompt))).ToArray().GroupBy(run => run.Prompt.Class).SelectMany(group => RowsOf(group.Key, [.. group]))];
    }

    private static IEnumerable<Row> RowsOf(string className, (SpeculationPrompt Prompt, ReplayFigures Figures)[] runs) => ((Row[])
    [
        .. runs.GroupBy(run => run.Prompt.Kind).Select(kind => Sum(className, kind.Key, kind.Select(run => run.Figures))),
        Sum(className, "first half", runs.Where((_, i) => i % 2 == 0).Select(run => run.Figures)),
        Sum(className, "second half", runs.Where((_, i) => i % 2 == 1).Select(run => run.Figures)),
        Sum(className, "all", runs.Select(run => run.Figures)),
    ]).Where(row => row.Samples > 0);

    private static Row Sum(string className, string kind, IEnumerable<ReplayFigures> figures)
    {
        ReplayFigures[] all = [.. figures];
        return new Row(className, kind, all.Length, all.Aggregate(new ReplayFigures(), (sum, next) => sum + next));
    }

    /// <param name="Kind">A kind, half, or <c>all</c>.</param>
    internal sealed record Row(string Class, string Kind, int Samples, ReplayFigures Figures);
}
