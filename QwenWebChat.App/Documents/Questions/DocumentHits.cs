namespace QwenWebChat.App.Documents.Questions;

/// <summary>The result of a search in all documents of an owner.</summary>
/// <param name="Hits">The passages, best first.</param>
/// <param name="DocumentCount">The number of documents that are read.</param>
/// <param name="SearchedCount">The number of documents that were searched: the newest.</param>
internal sealed record DocumentHits(IReadOnlyList<DocumentHit> Hits, int DocumentCount, int SearchedCount);
