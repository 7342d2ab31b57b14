namespace QwenWebChat.App.Data;

/// <summary>The user's ratings of an answer. Stored by name.</summary>
public enum MessageFeedback
{
    Up,
    Down,
}
