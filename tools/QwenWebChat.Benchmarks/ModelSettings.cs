using System.Text.Json.Serialization;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks;

/// <summary>The settings of a command that runs a model. JSON results contain the other settings only.</summary>
internal abstract record ModelSettings : CommandSettings
{
    [JsonIgnore]
    [Option("--model", "A model folder or a .gguf file.", HelpName = "PATH", IsRequired = true)]
    public string Model { get; init; } = "";

    [JsonIgnore]
    [Option("--kv-cache", "float32, bfloat16, int8 or auto.")]
    public string KvCache { get; init; } = "auto";

    /// <summary>The options to load the model with.</summary>
    [JsonIgnore]
    public abstract InferenceOptions Options { get; }

    public override void Validate() => Options.Validate();
}
