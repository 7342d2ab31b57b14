namespace QwenWebChat.Inference.Scheduling;

/// <summary>Who is served first, from the first to the last.</summary>
public enum RequestPriority
{
    /// <summary>Someone sits before the page and reads along.</summary>
    Interactive,

    /// <summary>A document that someone waits for.</summary>
    Document,

    /// <summary>Work that nobody waits for.</summary>
    Background,
}
