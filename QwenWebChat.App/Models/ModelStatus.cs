using QwenWebChat.App.Data;

namespace QwenWebChat.App.Models;

/// <summary>What a page may say about the model: an immutable snapshot.</summary>
public sealed record ModelStatus
{
    public static readonly ModelStatus Empty = new();

    public ModelPhase Phase { get; init; }

    /// <summary>The model's name, such as <c>Qwen2.5-7B-Instruct</c>; of the model being loaded while loading.</summary>
    public string? Name { get; init; }

    /// <summary>The full path of the model folder or GGUF file.</summary>
    public string? Path { get; init; }

    /// <summary>How the weights are held, such as <c>bfloat16</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Where it runs, such as <c>CPU</c> or <c>CUDA</c>.</summary>
    public string? Device { get; init; }

    public long ParameterCount { get; init; }

    public long WeightBytes { get; init; }

    /// <summary>The most tokens that prompt and answer may have together.</summary>
    public int ContextTokens { get; init; }

    /// <summary>Tokens whose keys and values are held for all requests together.</summary>
    public int CacheTokens { get; init; }

    /// <summary>The bytes that they take when all are.</summary>
    public long CacheBytes { get; init; }

    /// <summary>What lies on which device.</summary>
    public IReadOnlyList<ModelPlace> Places { get; init; } = [];

    /// <summary>How libtorch computes each operation, a line each; none where the CPU's own kernels run everything.</summary>
    public IReadOnlyList<string> Operators { get; init; } = [];

    /// <summary>With what it answers where nobody says otherwise.</summary>
    public ConversationSettings Defaults { get; init; } = ConversationSettings.None;

    /// <summary>The origin of the values among them that decide how a token is drawn.</summary>
    public SettingsSource DefaultsSource { get; init; }

    /// <summary>The origin of the longest answer among them.</summary>
    public SettingsSource MaxTokensSource { get; init; }

    /// <summary>The system message where a chat has none; null where the model's template then has none.</summary>
    public string? DefaultSystem { get; init; }

    /// <summary>The file or key that the model's chat template is in; null where it brings none.</summary>
    public string? TemplateSource { get; init; }

    /// <summary>Why that template is not used, in a few words; null where it is.</summary>
    public string? TemplateProblem { get; init; }

    /// <summary>Why the context is shorter than the model's files say.</summary>
    public ContextNote ContextNote { get; init; }

    /// <summary>The tokens that the model's files name as its context.</summary>
    public int NamedContextTokens { get; init; }

    /// <summary>0 to 1 while loading.</summary>
    public double LoadProgress { get; init; }

    /// <summary>True for the tiny model that ships with the app.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Requests running or waiting.</summary>
    public int ActiveRequestCount { get; init; }

    /// <summary>Why the last attempt to load a model failed, in one line; a model loaded before may still be ready.</summary>
    public string? Error { get; init; }
}
