using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Models;

/// <summary>An immutable snapshot of the model's status for the pages.</summary>
public sealed record ModelStatus
{
    public static readonly ModelStatus Empty = new();

    public ModelPhase Phase { get; init; }

    /// <summary>The model's name, such as <c>Qwen2.5-7B-Instruct</c>; during a load, the name of the new model.</summary>
    public string? Name { get; init; }

    /// <summary>The full path of the model folder or GGUF file.</summary>
    public string? Path { get; init; }

    /// <summary>The format of the weights, such as <c>bfloat16</c>.</summary>
    public string? Format { get; init; }

    /// <summary>The device that the model runs on, such as <c>CPU</c> or <c>CUDA</c>.</summary>
    public string? Device { get; init; }

    public long ParameterCount { get; init; }

    public long WeightBytes { get; init; }

    /// <summary>Maximum number of tokens of a prompt and its answer together.</summary>
    public int ContextTokens { get; init; }

    /// <summary>Capacity of the KV cache in tokens, shared by all requests.</summary>
    public int CacheTokens { get; init; }

    /// <summary>Size of the full KV cache.</summary>
    public long CacheBytes { get; init; }

    /// <summary>The parts of the model on each device.</summary>
    public IReadOnlyList<ModelPlace> Places { get; init; } = [];

    /// <summary>One line for each operation that libtorch computes; empty if the CPU kernels compute everything.</summary>
    public IReadOnlyList<string> Operators { get; init; } = [];

    /// <summary>The settings of answers for which a chat sets none.</summary>
    public SamplingOverrides Defaults { get; init; } = SamplingOverrides.None;

    /// <summary>The origin of the sampling values in <see cref="Defaults"/>.</summary>
    public DefaultsSource DefaultsSource { get; init; }

    /// <summary>The origin of the maximum number of tokens in <see cref="Defaults"/>.</summary>
    public DefaultsSource MaxTokensSource { get; init; }

    /// <summary>The system message of chats without their own; null if the model's template then adds none.</summary>
    public string? DefaultSystem { get; init; }

    /// <summary>The file or key that contains the model's chat template; null if the model has none.</summary>
    public string? TemplateSource { get; init; }

    /// <summary>The reason why that template is not used, in a few words; null if it is used.</summary>
    public string? TemplateProblem { get; init; }

    /// <summary>The reason why the context is shorter than the model's files state.</summary>
    public ContextNote ContextNote { get; init; }

    /// <summary>The context length that the model's files state.</summary>
    public int NamedContextTokens { get; init; }

    /// <summary>Progress of a load, 0 to 1.</summary>
    public double LoadProgress { get; init; }

    /// <summary>True for the tiny model that ships with the app.</summary>
    public bool IsDemo { get; init; }

    /// <summary>The number of running and waiting requests.</summary>
    public int ActiveRequestCount { get; init; }

    /// <summary>The error of the last load in one line; a previously loaded model may still be ready.</summary>
    public string? Error { get; init; }
}
