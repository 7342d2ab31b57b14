namespace QwenWebChat.Inference.Sampling;

/// <summary>
/// All numeric sampling parameters, in display order. The pages, the terminal, imports, the models' files and the
/// engine's checks read this table.
/// </summary>
public static class SamplingParameters
{
    public static SamplingParameter MaxTokens { get; } = SamplingParameter.Create<int>(
        "max_tokens", 1, null, overrides => overrides.MaxTokens, (overrides, value) => overrides with { MaxTokens = value }, sampling => sampling.MaxTokens);

    public static SamplingParameter Seed { get; } = SamplingParameter.Create<ulong>(
        "seed", 0, null, overrides => overrides.Seed, (overrides, value) => overrides with { Seed = value }, sampling => sampling.Seed);

    public static IReadOnlyList<SamplingParameter> All { get; } =
    [
        SamplingParameter.Create<double>(
            "temperature", 0, 100, overrides => overrides.Temperature, (overrides, value) => overrides with { Temperature = value }, sampling => sampling.Temperature,
            isRecommended: true, ggufKey: "general.sampling.temp"),
        SamplingParameter.Create<double>(
            "top_p", 0, 1, overrides => overrides.TopP, (overrides, value) => overrides with { TopP = value }, sampling => sampling.TopP,
            isMinExcluded: true, isRecommended: true, ggufKey: "general.sampling.top_p"),
        SamplingParameter.Create<int>(
            "top_k", 0, null, overrides => overrides.TopK, (overrides, value) => overrides with { TopK = value }, sampling => sampling.TopK,
            isRecommended: true, ggufKey: "general.sampling.top_k"),
        SamplingParameter.Create<double>(
            "min_p", 0, 1, overrides => overrides.MinP, (overrides, value) => overrides with { MinP = value }, sampling => sampling.MinP,
            isRecommended: true, ggufKey: "general.sampling.min_p"),
        SamplingParameter.Create<double>(
            "repetition_penalty", 0, 10, overrides => overrides.RepetitionPenalty, (overrides, value) => overrides with { RepetitionPenalty = value }, sampling => sampling.RepetitionPenalty,
            isMinExcluded: true, isRecommended: true, ggufKey: "general.sampling.penalty_repeat"),
        SamplingParameter.Create<double>(
            "presence_penalty", -2, 2, overrides => overrides.PresencePenalty, (overrides, value) => overrides with { PresencePenalty = value }, sampling => sampling.PresencePenalty),
        SamplingParameter.Create<double>(
            "frequency_penalty", -2, 2, overrides => overrides.FrequencyPenalty, (overrides, value) => overrides with { FrequencyPenalty = value }, sampling => sampling.FrequencyPenalty),
        Seed,
        MaxTokens,
    ];

    /// <summary>The parameters that a model's files may recommend.</summary>
    public static IEnumerable<SamplingParameter> Recommended => All.Where(parameter => parameter.IsRecommended);
}
