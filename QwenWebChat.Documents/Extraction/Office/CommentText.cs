namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Writes a comment so that it is not taken for the commented text.</summary>
internal static class CommentText
{
    /// <param name="author">The author; null or empty if the file does not say.</param>
    /// <param name="subject">The commented cell or words; null if they are unknown.</param>
    /// <param name="text">The comment's own text.</param>
    public static TextBlock Block(string? author, string? subject, string text)
    {
        string by = string.IsNullOrWhiteSpace(author) ? "" : $" by {author.Trim()}";
        string on = string.IsNullOrWhiteSpace(subject) ? "" : $" on {subject.Trim()}";
        return new TextBlock(DocumentPartKind.Note, 0, $"Comment{by}{on}: {text.Trim()}");
    }
}
