using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>The loaded model under one of its names.</summary>
/// <param name="Digest">A digest of the name and of the time of the model's files: that of the files would take minutes.</param>
internal sealed record ModelEntry(string Name, DateTimeOffset ModifiedAt, long Size, string Digest, ModelEntry.ModelDetails Details)
{
    private const string Tag = ":latest";
    private const double Million = 1e6;
    private const double Billion = 1e9;

    public string Model => Name;

    /// <summary>The time when the model is unloaded, which never comes; null where nobody asks for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The bytes of the model on GPUs; null where nobody asks for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeVram { get; init; }

    /// <summary>Maximum number of tokens of a prompt and its answer; null where nobody asks for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContextLength { get; init; }

    public static ModelEntry Of(string name, ModelStatus model, DateTimeOffset modifiedAt) => new(
        // Clients look for names with a tag, and take a name without one for the latest.
        name.Contains(':', StringComparison.Ordinal) ? name : name + Tag,
        modifiedAt,
        model.WeightBytes,
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{model.Path} {modifiedAt:O}")))),
        ModelDetails.Of(model));

    /// <summary>Facts about the model.</summary>
    /// <param name="ParameterSize">The number of parameters, such as <c>7.6B</c>.</param>
    /// <param name="QuantizationLevel">The format of the weights.</param>
    internal sealed record ModelDetails(string Format, string ParameterSize, string QuantizationLevel)
    {
        public string ParentModel { get; } = "";

        public string Family { get; } = ModelsEndpoint.Architecture;

        public IReadOnlyList<string> Families => [Family];

        public static ModelDetails Of(ModelStatus model) => new(
            model.Path?.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) == true ? "gguf" : "safetensors",
            model.ParameterCount >= Billion
                ? (model.ParameterCount / Billion).ToString("0.#B", CultureInfo.InvariantCulture)
                : (model.ParameterCount / Million).ToString("0.##M", CultureInfo.InvariantCulture),
            model.Format ?? "");
    }
}
