using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A conversation in <see cref="ExchangeJson"/>, with all its branches.</summary>
internal sealed record ExportedConversation
{
    public required Guid Id { get; init; }

    public required string Title { get; init; }

    public bool IsTitleOwn { get; init; }

    public bool IsPinned { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>The folder's name.</summary>
    public string? Folder { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? SystemPrompt { get; init; }

    public SamplingOverrides? Settings { get; init; }

    /// <summary>Null for free text.</summary>
    public OutputFormat? OutputFormat { get; init; }

    /// <summary>Null for none.</summary>
    public ToolNameSet? Tools { get; init; }

    public Guid? ActiveLeafId { get; init; }

    /// <summary>The messages in the order in which they were written.</summary>
    public required IReadOnlyList<ExportedMessage> Messages { get; init; }
}
