namespace QwenWebChat.App.Data;

/// <summary>A message. Its parent makes a conversation a tree; messages with the same parent are versions of each other.</summary>
internal sealed class Message
{
    /// <summary>The number in the order of creation, assigned by the database. The search index refers to it.</summary>
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

    /// <summary>The first message that the model receives from here on; null to send the same history as before.</summary>
    public Guid? HistoryFromId { get; set; }

    /// <summary>The summary of the earlier messages that the model receives; null for none.</summary>
    public string? HistorySummary { get; set; }

    public List<Attachment> Attachments { get; init; } = [];

    public long? AnswerTokens { get; set; }

    public double? TokensPerSecond { get; set; }

    public double? TokensPerStep { get; set; }

    public double? TimeToFirstTokenMs { get; set; }

    public int? PromptTokens { get; set; }

    public int? CachedTokens { get; set; }

    public int? YarnFactor { get; set; }

    public string? Model { get; set; }

    public string? FinishReason { get; set; }

    /// <summary>The token ids of an interrupted answer, four bytes each, little-endian; null for any other message.</summary>
    public byte[]? TokenIds { get; set; }

    /// <summary>The calls of tools in an answer, as <see cref="StoredToolCalls"/> writes them; null for none.</summary>
    public string? ToolCalls { get; set; }
}
