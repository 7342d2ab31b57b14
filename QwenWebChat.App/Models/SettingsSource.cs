namespace QwenWebChat.App.Models;

/// <summary>The origin of a sampling value, as the pages name it.</summary>
public enum SettingsSource
{
    /// <summary>The model's <c>generation_config.json</c>.</summary>
    File,

    /// <summary>The metadata of the GGUF file.</summary>
    Metadata,

    /// <summary>Qwen2.5's own values, because the model names none.</summary>
    Family,

    /// <summary>The user.</summary>
    Own,
}
