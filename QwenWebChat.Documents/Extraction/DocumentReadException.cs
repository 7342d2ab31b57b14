namespace QwenWebChat.Documents.Extraction;

/// <summary>The error of a file that cannot be read. The message is one line for the log; pages show <see cref="Error"/> in the user's language.</summary>
public sealed class DocumentReadException(DocumentReadError error, string message, Exception? inner = null) : Exception(message, inner)
{
    public DocumentReadError Error { get; } = error;

    internal static DocumentReadException Damaged(string message, Exception? inner = null) => new(DocumentReadError.Damaged, message, inner);

    /// <summary>Creates the error for a file that exceeds one of the limits of <see cref="ReadingOptions"/>.</summary>
    public static DocumentReadException TooLarge(string what, long limit) =>
        new(DocumentReadError.TooLarge, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"More than {limit:N0} {what}."));
}
