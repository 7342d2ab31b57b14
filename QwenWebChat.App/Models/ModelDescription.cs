using QwenWebChat.App.Data;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Models;

/// <summary>What pages may say of a model that is loaded.</summary>
internal static class ModelDescription
{
    public static ModelStatus Of(LoadedModel model) => new()
    {
        Phase = ModelPhase.Ready,
        Name = model.Name,
        Path = model.Path,
        Format = model.FormatName,
        Device = model.DeviceName,
        ParameterCount = model.ParameterCount,
        WeightBytes = model.WeightBytes,
        ContextTokens = model.ContextTokens,
        CacheTokens = model.CacheTokens,
        CacheBytes = model.CacheBytes,
        Places = [.. model.Memory.Parts.Select(part => PlaceOf(model, part))],
        Operators = OperatorsOf(model),
        Defaults = DefaultsOf(SamplingParams.From(model.Defaults)),
        LoadProgress = 1,
        IsDemo = model.Path == DemoModel.Folder,
    };

    /// <summary>A line for each; cards are mostly alike, and each tells of its own.</summary>
    public static IReadOnlyList<string> OperatorsOf(LoadedModel model) => [.. model.Operators.Select(choice => choice.ToString()).Distinct()];

    private static ModelPlace PlaceOf(LoadedModel model, MemoryPart part) => new()
    {
        Device = part.Name,
        IsCard = part.IsCard,
        FirstLayer = part.Holds.FirstLayer,
        LayerCount = part.Holds.LayerCount,
        HasEmbedding = part.Holds.HasEmbedding,
        HasHead = part.Holds.HasHead,
        Share = part.Holds.Share,
        ShareCount = part.Holds.ShareCount,
        PlannedBytes = part.WeightBytes + part.ActivationBytes + (model.Memory.BlockCount * part.BlockBytes),
        MemoryBytes = part.MemoryBytes,
    };

    private static ConversationSettings DefaultsOf(SamplingParams sampling) => new()
    {
        Temperature = sampling.Temperature,
        TopP = sampling.TopP,
        TopK = sampling.TopK,
        MinP = sampling.MinP,
        RepetitionPenalty = sampling.RepetitionPenalty,
        PresencePenalty = sampling.PresencePenalty,
        FrequencyPenalty = sampling.FrequencyPenalty,
        MaxTokens = sampling.MaxTokens,
    };
}
