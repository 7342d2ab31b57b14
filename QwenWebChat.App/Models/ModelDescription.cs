using System.Globalization;
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
        Defaults = DefaultsOf(SamplingParams.From(model.Defaults.Sampling)),
        DefaultsSource = model.Defaults.Source,
        MaxTokensSource = model.Defaults.Sampling.MaxTokens is null ? DefaultsSource.Family : DefaultsSource.File,
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

    private static ContextNote NoteOf(ContextLimit limit) => limit switch
    {
        ContextLimit.Training => ContextNote.Training,
        ContextLimit.DualChunk => ContextNote.DualChunk,
        _ => ContextNote.None,
    };

    private static ModelPlace PlaceOf(LoadedModel model, MemoryPart part) => new()
    {
        Device = part.Name,
        IsGpu = part.IsGpu,
        FirstLayer = part.Holds.FirstLayer,
        LayerCount = part.Holds.LayerCount,
        HasEmbedding = part.Holds.HasEmbedding,
        HasHead = part.Holds.HasHead,
        Share = part.Holds.Share,
        ShareCount = part.Holds.ShareCount,
        PlannedBytes = part.WeightBytes + part.ActivationBytes + (model.Memory.BlockCount * part.BlockBytes),
        MemoryBytes = part.MemoryBytes,
    };

    // Each answer has a new seed.
    private static SamplingOverrides DefaultsOf(SamplingParams sampling) => SamplingParameters.All
        .Where(parameter => parameter != SamplingParameters.Seed)
        .Aggregate(SamplingOverrides.None, (defaults, parameter) => parameter.Copy(sampling, defaults));
}
