using System.Globalization;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Models;

/// <summary>Describes a loaded model for the pages.</summary>
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
        DefaultsSource = SourceOf(model.Defaults.Source),
        MaxTokensSource = model.Defaults.MaxNewTokens is null ? SettingsSource.Family : SettingsSource.File,
        DefaultSystem = model.Tokenizer.ChatTemplate.DefaultSystem,
        TemplateSource = model.Tokenizer.ModelTemplate.Source,
        TemplateProblem = model.Tokenizer.ModelTemplate.Problem,
        ContextNote = NoteOf(model.ContextLimit),
        NamedContextTokens = model.Config.MaxPositionEmbeddings,
        LoadProgress = 1,
        IsDemo = model.Path == DemoModel.Folder,
    };

    /// <summary>Returns one line for each operator choice. GPUs of the same kind give the same lines.</summary>
    public static IReadOnlyList<string> OperatorsOf(LoadedModel model) => [.. model.Operators.Select(choice => choice.ToString()).Distinct()];

    /// <summary>Returns the log's notes about the model's template and context; null where there is none.</summary>
    public static IReadOnlyList<string?> NotesOf(LoadedModel model) =>
    [
        model.Tokenizer.ModelTemplate is { Problem: { } problem } template
            ? $"The chat template of {template.Source} is not supported ({problem}); Qwen2.5's template (ChatML) is used instead"
            : null,
        model.ContextLimit == ContextLimit.None
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The context is {model.ContextTokens:N0} tokens, not the {model.Config.MaxPositionEmbeddings:N0} that the model names: {(model.ContextLimit == ContextLimit.Training ? "it was not trained on more" : "more needs dual chunk attention")}"),
    ];

    private static SettingsSource SourceOf(DefaultsSource source) => source switch
    {
        DefaultsSource.File => SettingsSource.File,
        DefaultsSource.Metadata => SettingsSource.Metadata,
        _ => SettingsSource.Family,
    };

    private static ContextNote NoteOf(ContextLimit limit) => limit switch
    {
        ContextLimit.Training => ContextNote.Training,
        ContextLimit.DualChunk => ContextNote.DualChunk,
        _ => ContextNote.None,
    };

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
