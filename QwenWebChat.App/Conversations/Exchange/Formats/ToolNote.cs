namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>A tool's call and result, folded into the text of an answer, because this app has no tool messages.</summary>
internal static class ToolNote
{
    /// <summary>Formats a tool call, with a blank line at the end.</summary>
    public static string Call(string? name, string arguments) => Fold("Tool call", name, arguments);

    /// <summary>Formats a tool result, with a blank line at the end.</summary>
    public static string Result(string? name, string content) => Fold("Tool result", name, content);

    private static string Fold(string kind, string? name, string content)
    {
        string heading = ConversationTitle.Clean(name ?? "") is { } clean ? $"{kind}: {clean}" : kind;
        return $"<details><summary>{Escape(heading)}</summary>\n\n{MarkdownFence.Around(content)}\n\n</details>\n\n";
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
