using QwenWebChat.Benchmarks.Serving;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Scheduling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>Measures how many tokens a step generates with drafts, by kind of prompt, and what a step with a draft costs.</summary>
internal static class SpeculationRun
{
    /// <summary>Runs the command <c>speculate</c>.</summary>
    public static async Task RunAsync(SpeculationSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyList<SpeculationPrompt> prompts = settings.Prompts is { } path ? SpeculationPrompt.Read(path) : [];
        IReadOnlyList<StepCost> costs = settings.GivenCosts() ?? StepCost.Measure(settings);
        IReadOnlyList<ReplayReport.Row> replayed = settings.Replays
            ? ReplayReport.Of(prompts, QwenTokenizer.Load(settings.Tokenizer ?? settings.Engine.Model), settings.DraftTokens, costs)
            : [];
        IReadOnlyList<KindFigures> kinds = settings.Replays ? [] : await AskAsync(prompts, settings, cancellationToken).ConfigureAwait(false);
        output.Write(
            new { settings, costs, kinds, replayed, caveat = settings.Replays ? ReplayReport.Caveat : null },
            [.. Lines(costs, settings), .. kinds.Select(Line), .. settings.Replays ? (FormattableString[])[$"{ReplayReport.Caveat}"] : [], .. replayed.Select(Line)]);
    }

    private static IEnumerable<FormattableString> Lines(IReadOnlyList<StepCost> costs, SpeculationSettings settings) => settings.StepCosts is { } given
        ? [$"steps cost {given}"]
        : [
            $"a step after {settings.ContextTokens} tokens, median of {settings.Repeats}",
            .. costs.Select(cost => (FormattableString)$"{cost.TokenCount,4} tokens {cost.Seconds * 1000,9:0.00} ms {cost.Seconds / costs[0].Seconds,7:0.00} times one"),
        ];

    private static FormattableString Line(KindFigures kind) =>
        $"{kind.Kind,-16} {kind.Prompts,4} prompts {kind.Tokens,7} tokens {kind.TokensPerStep,6:0.00} a step {kind.PlainSpeed,7:0} {kind.Speed,7:0} tok/s {kind.Speed / kind.PlainSpeed,6:0.00} times";

    private static FormattableString Line(ReplayReport.Row row) =>
        $"{row.Class,-12} {row.Kind,-16} {row.Samples,3} samples {row.Figures.Tokens,6} tokens {row.Figures.TokensPerStep,6:0.00} a step {row.Figures.AcceptedShare * 100,5:0} % of drafts {row.Figures.Ratio,6:0.00} times";

    private static async Task<IReadOnlyList<KindFigures>> AskAsync(IReadOnlyList<SpeculationPrompt> prompts, SpeculationSettings settings, CancellationToken cancellationToken)
    {
        if (prompts.Count == 0)
        {
            return [];
        }

        List<KindFigures> kinds = [];
        using ServedEngine plain = await ServedEngine.StartAsync(settings.Engine, cancellationToken, new EngineOptions { MaxDraftTokens = 0 }).ConfigureAwait(false);
        using ServedEngine drafting = await ServedEngine.StartAsync(settings.Engine, cancellationToken, new EngineOptions { MaxDraftTokens = settings.DraftTokens }).ConfigureAwait(false);
        foreach (IGrouping<string, SpeculationPrompt> kind in prompts.GroupBy(prompt => prompt.Kind))
        {
            kinds.Add(await MeasureAsync(kind, plain, drafting, settings, cancellationToken).ConfigureAwait(false));
        }

        return kinds;
    }

    /// <summary>Asks each prompt without drafts and with them; the answers must be equal.</summary>
    private static async Task<KindFigures> MeasureAsync(
        IGrouping<string, SpeculationPrompt> kind, ServedEngine plain, ServedEngine drafting, SpeculationSettings settings, CancellationToken cancellationToken)
    {
        (int tokens, int steps, double plainSeconds, double seconds) = (0, 0, 0, 0);
        foreach (SpeculationPrompt prompt in kind)
        {
            Answer expected = await AskAsync(plain, prompt, settings, cancellationToken).ConfigureAwait(false);
            Answer answer = await AskAsync(drafting, prompt, settings, cancellationToken).ConfigureAwait(false);
            if (!answer.Ids.SequenceEqual(expected.Ids))
            {
                throw new InvalidOperationException($"A {kind.Key} prompt has another answer with drafts than without: {prompt.Messages[^1].Content}");
            }

            tokens += answer.Ids.Count;
            steps += answer.StepCount;
            plainSeconds += expected.DecodeSeconds;
            seconds += answer.DecodeSeconds;
        }

        return new KindFigures(kind.Key, kind.Count(), tokens, (double)tokens / steps, tokens / plainSeconds, tokens / seconds);
    }

    private static async Task<Answer> AskAsync(ServedEngine served, SpeculationPrompt prompt, SpeculationSettings settings, CancellationToken cancellationToken)
    {
        LoadedModel model = served.Model;
        GenerationStream stream = served.Engine.Submit(new GenerationRequest
        {
            Model = model,
            PromptIds = model.Tokenizer.Encode(model.Tokenizer.ChatTemplate.Render(prompt.Messages)),
            Owner = new RequestOwner("speculate"),
            Priority = RequestPriority.Interactive,
            Sampling = new SamplingParams { Temperature = 0, MaxTokens = settings.NewTokens },
        });
        List<int> ids = [];
        GenerationUpdate.Finished end = await served.ReadAsync(stream, cancellationToken, update =>
        {
            if (update is GenerationUpdate.Token token)
            {
                ids.Add(token.Id);
            }
        }).ConfigureAwait(false);
        return new Answer(ids, ids.Count - end.Record.AcceptedTokens, end.Record.Decode?.TotalSeconds ?? 0);
    }

    private sealed record Answer(IReadOnlyList<int> Ids, int StepCount, double DecodeSeconds);

    /// <param name="TokensPerStep">Generated tokens divided by the steps that generated them.</param>
    /// <param name="PlainSpeed">Tokens per second without drafts.</param>
    /// <param name="Speed">Tokens per second with drafts.</param>
    private sealed record KindFigures(string Kind, int Prompts, int Tokens, double TokensPerStep, double PlainSpeed, double Speed);
}
