using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Data;

/// <summary>A tree of messages and what was chosen for it.</summary>
internal sealed class Conversation
{
    /// <summary>In the order of creation; given by the database. The search index refers to it.</summary>
    public long Number { get; private set; }

    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public Guid? FolderId { get; set; }

    public required string Title { get; set; }

    /// <summary>The user wrote the title; it is not replaced by a generated one.</summary>
    public bool IsTitleOwn { get; set; }

    public bool IsPinned { get; set; }

    public bool IsArchived { get; set; }

    /// <summary>When it was thrown away; it can be brought back until it is purged.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last written in it.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    public string? SystemPrompt { get; set; }

    public SamplingOverrides Settings { get; set; } = SamplingOverrides.None;

    /// <summary>The last message of the branch that is shown; null where there are no messages.</summary>
    public Guid? ActiveLeafId { get; set; }
}
