namespace QwenWebChat.App.Data;

/// <summary>What the reader thought of an answer. Kept by name.</summary>
public enum MessageFeedback
{
    Up,
    Down,
}
