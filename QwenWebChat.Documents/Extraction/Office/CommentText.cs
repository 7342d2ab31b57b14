namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Writes a comment, so that nobody takes it for the text that it is about.</summary>
internal static class CommentText
{
    /// <param name="author">Who made it; null or empty if the file does not say.</param>
    /// <param name="subject">The cell or the words that it is about; null if that is not known.</param>
    /// <param name="text">The comment's own text.</param>
    public static OfficeBlock Block(string? author, string? subject, string text)
    {
        string by = string.IsNullOrWhiteSpace(author) ? "" : $" by {author.Trim()}";
        string on = string.IsNullOrWhiteSpace(subject) ? "" : $" on {subject.Trim()}";
        return new OfficeBlock(DocumentPartKind.Note, 0, $"Comment{by}{on}: {text.Trim()}");
    }
}
