namespace QwenWebChat.Inference.Scheduling;

/// <summary>The scheduling priority of a request, from high to low.</summary>
public enum RequestPriority
{
    /// <summary>A user watches the answer in the chat.</summary>
    Interactive,

    /// <summary>A document that a user waits for.</summary>
    Document,

    /// <summary>Background work for which no user waits.</summary>
    Background,
}
