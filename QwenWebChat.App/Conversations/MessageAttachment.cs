namespace QwenWebChat.App.Conversations;

/// <summary>A text that goes along with a message.</summary>
/// <param name="Name">The file's name.</param>
public sealed record MessageAttachment(string Name, string Text);
