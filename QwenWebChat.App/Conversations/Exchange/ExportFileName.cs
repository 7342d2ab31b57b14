using System.Buffers;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Converts titles to file names that are valid on every system.</summary>
internal static class ExportFileName
{
    // At most 240 bytes in UTF-8, of the 255 that a file name may have.
    private const int MaxLength = 80;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\/:*?\"<>|");

    // Devices of Windows, whatever follows the first dot.
    private static readonly HashSet<string> Reserved = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the name without an extension; "chat" if nothing remains.</summary>
    public static string Of(string title)
    {
        string name = string.Concat(title.Select(letter => char.IsControl(letter) || Forbidden.Contains(letter) ? ' ' : letter));
        name = ConversationTitle.Clean(name) ?? "";
        if (name.Length > MaxLength)
        {
            name = name[..(char.IsHighSurrogate(name[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        }

        // Windows removes dots and spaces at the end; on other systems a leading dot hides the file.
        name = name.Trim('.', ' ');
        return name.Length == 0 ? "chat" : Reserved.Contains(name.Split('.')[0].TrimEnd()) ? $"_{name}" : name;
    }
}
