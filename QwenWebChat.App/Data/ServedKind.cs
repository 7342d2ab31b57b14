namespace QwenWebChat.App.Data;

/// <summary>What a request was for. Kept by name, so that the file stands apart from how the engine calls it.</summary>
public enum ServedKind
{
    /// <summary>A message of a conversation.</summary>
    Chat,

    /// <summary>Part of a document's summary.</summary>
    Document,

    /// <summary>A title, or another small thing that the app asked for itself.</summary>
    Title,

    /// <summary>A program that asked over HTTP.</summary>
    Api,
}
