namespace QwenWebChat.Documents.Extraction;

/// <summary>Something that was left out or guessed, as a code with arguments: the page says it in the user's language.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Page">The page's number; null if it concerns the whole document.</param>
/// <param name="Argument">A name out of the file or of an encoding; see the kind.</param>
/// <param name="Count">How many; 0 where the kind counts nothing.</param>
public sealed record ReadingProblem(ReadingProblemKind Kind, int? Page = null, string? Argument = null, int Count = 0);
