namespace QwenWebChat.App.Conversations;

/// <summary>What may stand as a title or a folder's name.</summary>
internal static class ConversationTitle
{
    public const int MaxLength = 200;

    /// <summary>One line, trimmed and not too long; null where nothing is left.</summary>
    public static string? Clean(string text)
    {
        string line = string.Join(' ', text.Split([' ', '\t', '\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries));
        if (line.Length > MaxLength)
        {
            // Never half of a surrogate pair.
            line = line[..(char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength)].TrimEnd();
        }

        return line.Length == 0 ? null : line;
    }
}
