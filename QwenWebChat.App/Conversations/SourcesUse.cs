namespace QwenWebChat.App.Conversations;

/// <summary>What of its documents an answer was written from.</summary>
/// <param name="Documents">In the order of their numbers.</param>
public sealed record SourcesUse(IReadOnlyList<SourceUse> Documents)
{
    /// <summary>The names of those that are not read yet, cannot be, or were thrown away.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>All of them were sent from beginning to end.</summary>
    public bool IsWhole => Missing.Count == 0 && Documents.All(document => document.IsWhole);

    /// <summary>Pages that were sent, in full or in part.</summary>
    public int SentPageCount => Documents.Sum(document => document.SentPages.Count);

    /// <summary>Of the documents that have pages.</summary>
    public int PageCount => Documents.Sum(document => document.PageCount);
}
