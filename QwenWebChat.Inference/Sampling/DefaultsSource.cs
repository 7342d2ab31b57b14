namespace QwenWebChat.Inference.Sampling;

/// <summary>The origin of a model's sampling values.</summary>
public enum DefaultsSource
{
    /// <summary>The folder's <c>generation_config.json</c>.</summary>
    File,

    /// <summary>The <c>general.sampling</c> keys of the GGUF file.</summary>
    Metadata,

    /// <summary>Qwen2.5's own, because the model names none.</summary>
    Family,
}
