namespace QwenWebChat.App.Models;

/// <summary>The origin of a sampling value, as shown on the pages.</summary>
public enum SettingsSource
{
    /// <summary>The model's <c>generation_config.json</c>.</summary>
    File,

    /// <summary>The metadata of the GGUF file.</summary>
    Metadata,

    /// <summary>The defaults of Qwen2.5, because the model has none.</summary>
    Family,

    /// <summary>The user's own setting.</summary>
    Own,
}
