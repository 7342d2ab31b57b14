namespace QwenWebChat.Documents.Extraction;

/// <summary>How far the reading of a document is.</summary>
/// <param name="PagesDone">Pages, slides, sheets or chapters that are read.</param>
/// <param name="PageCount">How many there are; null while that is unknown.</param>
public readonly record struct ReadingProgress(int PagesDone, int? PageCount);
