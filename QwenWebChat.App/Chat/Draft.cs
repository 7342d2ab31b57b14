using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Chat;

/// <summary>A message of the user's before it is sent.</summary>
public sealed record Draft(string Text, IReadOnlyList<MessageAttachment> Attachments)
{
    public Draft(string text)
        : this(text, [])
    {
    }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && Attachments.Count == 0;

    /// <summary>As it is sent: without blank lines around the text. The first line keeps its indentation, which says what it is in code.</summary>
    public Draft WithoutBlankLines()
    {
        string text = Text.TrimEnd();
        int blank = text.Length - text.TrimStart().Length;
        return this with { Text = text[(text.AsSpan(0, blank).LastIndexOfAny('\r', '\n') + 1)..] };
    }
}
