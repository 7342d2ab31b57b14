namespace QwenWebChat.App.Conversations;

/// <summary>A folder and the number of its conversations, archived ones included.</summary>
public sealed record FolderView(Guid Id, string Name, int ConversationCount);
