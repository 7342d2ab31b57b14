namespace QwenWebChat.App.Models;

/// <summary>Section <c>Model</c>: which model to load at start. <c>GpuLayers</c> beside it is bound to the inference options.</summary>
public sealed record ModelSelection
{
    /// <summary>A Hugging Face checkpoint folder, a repository of its cache or a GGUF file; empty for the demo model.</summary>
    public string? Path { get; init; }
}
