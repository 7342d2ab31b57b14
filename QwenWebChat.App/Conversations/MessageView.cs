using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>One message of the branch that is shown.</summary>
/// <param name="Versions">The messages with the same parent, oldest first, this one included.</param>
public sealed record MessageView(
    Guid Id,
    Guid? ParentId,
    MessageRole Role,
    string Text,
    MessageState State,
    DateTimeOffset CreatedAt,
    MessageFigures? Figures,
    MessageFeedback? Feedback,
    IReadOnlyList<Guid> Versions)
{
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>The tokens of an answer that was stopped early; empty if they are not known.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];

    /// <summary>The shortened history sent with and after this message; null if the message does not change it.</summary>
    public HistoryCut? Cut { get; init; }

    /// <summary>The position of this message among its versions, from 1.</summary>
    public int Version
    {
        get
        {
            int index = 0;
            while (index < Versions.Count && Versions[index] != Id)
            {
                index++;
            }

            return index + 1;
        }
    }
}
