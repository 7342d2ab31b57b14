namespace QwenWebChat.Documents.Extraction;

/// <summary>The progress of reading a document.</summary>
/// <param name="PagesDone">The number of pages, slides, sheets or chapters that were read.</param>
/// <param name="PageCount">The number of all pages; null while it is unknown.</param>
public readonly record struct ReadingProgress(int PagesDone, int? PageCount);
