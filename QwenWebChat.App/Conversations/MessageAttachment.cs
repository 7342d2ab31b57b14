namespace QwenWebChat.App.Conversations;

/// <summary>A text attached to a message.</summary>
/// <param name="Name">The file's name.</param>
public sealed record MessageAttachment(string Name, string Text);
