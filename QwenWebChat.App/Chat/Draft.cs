using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>A message of the user before it is sent.</summary>
public sealed record Draft(string Text, IReadOnlyList<MessageAttachment> Attachments)
{
    public Draft(string text)
        : this(text, [])
    {
    }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && Attachments.Count == 0;

    /// <summary>The first line of the text, or else the name of the first attachment.</summary>
    public string FirstLine => (Text.Length > 0 ? Text : Attachments[0].Name).Split('\r', '\n')[0];

    /// <summary>Returns the draft as it is sent: without blank lines around the text. The first line keeps its indentation.</summary>
    public Draft WithoutBlankLines() => this with { Text = Trim(Text) };

    /// <summary>Removes the blank lines before a text and the white space behind it; its first line keeps its indentation.</summary>
    public static string Trim(string text)
    {
        string ended = text.TrimEnd();
        int indented = ended.Length - ended.AsSpan().TrimStart().Length;
        return ended[(ended.AsSpan(0, indented).LastIndexOfAny('\r', '\n') + 1)..];
    }
}
