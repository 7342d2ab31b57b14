namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>A tool's call and result, folded in the text of an answer: tools are no messages here.</summary>
internal static class ToolNote
{
    /// <summary>Ends with a blank line.</summary>
    public static string Call(string? name, string arguments) => Fold("Tool call", name, arguments);

    /// <summary>Ends with a blank line.</summary>
    public static string Result(string? name, string content) => Fold("Tool result", name, content);

    private static string Fold(string kind, string? name, string content)
    {
        string heading = ConversationTitle.Clean(name ?? "") is { } clean ? $"{kind}: {clean}" : kind;
        return $"<details><summary>{Escape(heading)}</summary>\n\n{MarkdownFence.Around(content)}\n\n</details>\n\n";
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
