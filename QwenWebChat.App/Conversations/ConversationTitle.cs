namespace QwenWebChat.App.Conversations;

/// <summary>Normalizes titles of conversations and names of folders.</summary>
internal static class ConversationTitle
{
    public const int MaxLength = 200;

    /// <summary>Returns the text as one trimmed line of limited length; null if nothing remains.</summary>
    public static string? Clean(string text)
    {
        string line = string.Join(' ', text.Split([' ', '\t', '\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries));
        if (line.Length > MaxLength)
        {
            // Never splits a surrogate pair.
            line = line[..(char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength)].TrimEnd();
        }

        return line.Length == 0 ? null : line;
    }
}
