using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Conversations;

/// <summary>A text attached to a message.</summary>
/// <param name="Name">The file's name.</param>
public sealed record MessageAttachment(string Name, string Text)
{
    /// <summary>Creates the attachment of a file that was read. Its text tells the model what it lacks of the file.</summary>
    /// <exception cref="DocumentReadException">The file holds no text, such as a scanned page, and would add nothing to a message.</exception>
    public static MessageAttachment Of(string name, DocumentText text) => string.IsNullOrWhiteSpace(text.Text)
        ? throw new DocumentReadException(DocumentReadError.Empty, "The file holds no text.")
        : new MessageAttachment(name, ReadingGaps.Of(text).ForModel() is { } missing ? $"[{missing}]\n\n{text.Text}" : text.Text);

    /// <summary>Returns the attachment as the model reads it, before the text of its message.</summary>
    public string ToPrompt() => $"<file name=\"{Name.Replace('"', '\'')}\">\n{Text.TrimEnd()}\n</file>\n\n";
}
