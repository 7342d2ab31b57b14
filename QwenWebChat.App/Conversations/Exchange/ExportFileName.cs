using System.Buffers;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Titles as names of files that every system takes.</summary>
internal static class ExportFileName
{
    // In UTF-8 at most 240 bytes, of the 255 that a name may have.
    private const int MaxLength = 80;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\/:*?\"<>|");

    /// <summary>Without an ending; "chat" where nothing is left.</summary>
    public static string Of(string title)
    {
        string name = string.Concat(title.Select(letter => char.IsControl(letter) || Forbidden.Contains(letter) ? ' ' : letter));
        name = ConversationTitle.Clean(name) ?? "";
        if (name.Length > MaxLength)
        {
            name = name[..(char.IsHighSurrogate(name[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        }

        // Windows drops dots and spaces at the end; elsewhere a dot in front hides the file.
        name = name.Trim('.', ' ');
        return name.Length == 0 ? "chat" : name;
    }
}
