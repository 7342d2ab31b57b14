using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A conversation as read from a file of any format; ids are the file's.</summary>
/// <param name="Where">Its place in the file, for messages about it.</param>
/// <param name="Messages">A tree, parents first (<see cref="ImportedTree"/>).</param>
internal sealed record ImportedConversation(string Where, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<ImportedMessage> Messages)
{
    public bool IsTitleOwn { get; init; }

    public bool IsPinned { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>The folder's name.</summary>
    public string? Folder { get; init; }

    public string? SystemPrompt { get; init; }

    public ConversationSettings Settings { get; init; } = ConversationSettings.None;

    /// <summary>Null for where it was last written.</summary>
    public string? ActiveLeafId { get; init; }

    public ImportOmissions Omitted { get; init; }
}
