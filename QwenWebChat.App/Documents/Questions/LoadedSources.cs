namespace QwenWebChat.App.Documents.Questions;

/// <summary>The documents of a conversation, as far as they can be read.</summary>
/// <param name="Missing">The names of the documents that are not read yet or cannot be read.</param>
/// <param name="Deleted">The names of the documents that are deleted or no longer shared.</param>
/// <param name="GroupId">A group of the reader that may use all of the documents; null without one.</param>
internal sealed record LoadedSources(IReadOnlyList<SourceDocument> Documents, IReadOnlyList<string> Missing, IReadOnlyList<string> Deleted, Guid? GroupId)
{
    public static LoadedSources None { get; } = new([], [], [], null);
}
