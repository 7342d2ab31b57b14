namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>A footnote, endnote or comment.</summary>
/// <param name="Author">The author of a comment; null for notes.</param>
internal readonly record struct WordNote(string? Author, string Text);
