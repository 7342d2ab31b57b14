using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A message as read from a file of any format; ids are the file's.</summary>
/// <param name="Where">Its place in the file, for messages about it.</param>
internal sealed record ImportedMessage(string Where, string Id, string? ParentId, MessageRole Role, string Text, MessageState State, DateTimeOffset CreatedAt) : ITreeMember
{
    public MessageFigures? Figures { get; init; }

    public MessageFeedback? Feedback { get; init; }

    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>The id that it names is the file's.</summary>
    public HistoryCut? Cut { get; init; }
}
