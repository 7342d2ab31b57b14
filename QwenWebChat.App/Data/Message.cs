namespace QwenWebChat.App.Data;

/// <summary>One message; its parent makes a conversation a tree. Messages of one parent are versions of each other.</summary>
internal sealed class Message
{
    /// <summary>In the order of creation; given by the database. The search index refers to it.</summary>
    public long Number { get; private set; }

    public required Guid Id { get; init; }

    public required Guid ConversationId { get; init; }

    /// <summary>The message that this one follows; null for a first message.</summary>
    public Guid? ParentId { get; init; }

    public required MessageRole Role { get; init; }

    public required string Text { get; set; }

    public MessageState State { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public MessageFeedback? Feedback { get; set; }

    /// <summary>From here on, the model is sent this message and those after it; null to send what was sent before.</summary>
    public Guid? HistoryFromId { get; set; }

    /// <summary>What it is told of the messages before; null for nothing.</summary>
    public string? HistorySummary { get; set; }

    public List<Attachment> Attachments { get; init; } = [];

    public long? AnswerTokens { get; set; }

    public double? TokensPerSecond { get; set; }

    public double? TimeToFirstTokenMs { get; set; }

    public int? PromptTokens { get; set; }

    public int? CachedTokens { get; set; }

    public int? YarnFactor { get; set; }

    public string? Model { get; set; }

    public string? FinishReason { get; set; }

    /// <summary>The ids of the tokens of an answer that was cut, four bytes each, the least significant first; null for any other.</summary>
    public byte[]? TokenIds { get; set; }
}
