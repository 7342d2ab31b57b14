namespace QwenWebChat.App.Components.Chat;

/// <summary>A file that is to go along with the message being written.</summary>
internal sealed class DraftAttachment(string name)
{
    public string Name { get; } = name;

    /// <summary>Null while it is being read.</summary>
    public string? Text { get; set; }

    public CancellationTokenSource Reading { get; } = new();
}
