namespace QwenWebChat.App.Conversations;

/// <summary>A folder and how many conversations lie in it, archived ones too.</summary>
public sealed record FolderView(Guid Id, string Name, int ConversationCount);
