namespace QwenWebChat.Inference.Metrics;

/// <summary>The purpose of a request.</summary>
public enum RequestKind
{
    /// <summary>A message of a conversation.</summary>
    Chat,

    /// <summary>Part of a document's summary.</summary>
    Document,

    /// <summary>The title of a conversation, or another small request of the app itself.</summary>
    Title,

    /// <summary>A program's request over HTTP.</summary>
    Api,
}
