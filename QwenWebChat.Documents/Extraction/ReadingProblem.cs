namespace QwenWebChat.Documents.Extraction;

/// <summary>Something that was omitted or guessed, as a code with arguments; pages show it in the user's language.</summary>
/// <param name="Kind">The kind of the problem.</param>
/// <param name="Page">The number of the page; null for the whole document.</param>
/// <param name="Argument">The name of a part of the file or of an encoding; see the kind.</param>
/// <param name="Count">The number of occurrences; 0 if the kind has no count.</param>
public sealed record ReadingProblem(ReadingProblemKind Kind, int? Page = null, string? Argument = null, int Count = 0);
