using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>One message of the branch that is shown.</summary>
/// <param name="Versions">The messages of the same parent, this one among them, oldest first.</param>
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

    /// <summary>The tokens of an answer that was cut; empty where they are not known.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];

    /// <summary>From this message on the model is sent less; null where nothing changes with it.</summary>
    public HistoryCut? Cut { get; init; }

    /// <summary>Which of its versions it is, from 1.</summary>
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
