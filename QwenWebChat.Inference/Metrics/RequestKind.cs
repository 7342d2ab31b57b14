namespace QwenWebChat.Inference.Metrics;

/// <summary>What a request is for.</summary>
public enum RequestKind
{
    /// <summary>A message of a conversation.</summary>
    Chat,

    /// <summary>Part of a document's summary.</summary>
    Document,

    /// <summary>The title of a conversation, or another small thing that the app asks for itself.</summary>
    Title,

    /// <summary>A program that asks over HTTP.</summary>
    Api,
}
