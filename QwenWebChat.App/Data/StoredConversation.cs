using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Data;

/// <summary>A conversation: a tree of messages with its settings.</summary>
internal sealed class StoredConversation
{
    /// <summary>The number in the order of creation, assigned by the database. The search index refers to it.</summary>
    public long Number { get; private set; }

    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public Guid? FolderId { get; set; }

    public required string Title { get; set; }

    /// <summary>True if the user wrote the title, which no generated one replaces.</summary>
    public bool IsTitleOwn { get; set; }

    public bool IsPinned { get; set; }

    public bool IsArchived { get; set; }

    /// <summary>The time of the deletion, which can be undone until the conversation is purged; null if it is not deleted.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>The announced time from which it is deleted; null if that is far off, or never.</summary>
    public DateTimeOffset? DeletionDueAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time of the last change.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    public string? SystemPrompt { get; set; }

    public SamplingOverrides Settings { get; set; } = SamplingOverrides.None;

    public OutputFormat OutputFormat { get; set; } = OutputFormat.FreeText;

    public ToolNameSet Tools { get; set; } = ToolNameSet.None;

    /// <summary>The last message of the branch that is shown; null if there are no messages.</summary>
    public Guid? ActiveLeafId { get; set; }
}
