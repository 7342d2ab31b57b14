namespace QwenWebChat.App.Data;

/// <summary>Who wrote a message. Kept by name.</summary>
public enum MessageRole
{
    User,
    Assistant,
    System,
}
