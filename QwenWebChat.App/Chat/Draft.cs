using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>A message of the user's before it is sent.</summary>
public sealed record Draft(string Text, IReadOnlyList<MessageAttachment> Attachments)
{
    public Draft(string text)
        : this(text, [])
    {
    }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && Attachments.Count == 0;
}
