namespace QwenWebChat.App.Data;

/// <summary>The authors of messages. Stored by name.</summary>
public enum MessageRole
{
    User,
    Assistant,
    System,
}
