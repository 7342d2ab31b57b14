namespace QwenWebChat.App.Models;

/// <summary>Section <c>Model</c>: the model that is loaded at startup.</summary>
public sealed record ModelSelection
{
    /// <summary>
    /// The model to load at startup: a Hugging Face folder or any file in it, a GGUF file, or a repository of the Hugging
    /// Face cache. If not set, the demo model is loaded.
    /// </summary>
    public string? Path { get; init; }
}
