using QwenWebChat.App.Data;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A conversation read from a file of any format, with the ids of the file.</summary>
/// <param name="Where">The conversation's place in the file, for error messages.</param>
/// <param name="Messages">The messages as a tree, parents first (<see cref="ImportedTree"/>).</param>
internal sealed record ImportedConversation(string Where, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<ImportedMessage> Messages)
{
    public bool IsTitleOwn { get; init; }

    public bool IsPinned { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>The folder's name.</summary>
    public string? Folder { get; init; }

    public string? SystemPrompt { get; init; }

    public SamplingOverrides Settings { get; init; } = SamplingOverrides.None;

    public OutputFormat Format { get; init; } = OutputFormat.FreeText;

    public ToolNameSet Tools { get; init; } = ToolNameSet.None;

    /// <summary>The last message of the branch that is shown; null for the most recently written branch.</summary>
    public string? ActiveLeafId { get; init; }

    public ImportOmissions Omitted { get; init; }
}
