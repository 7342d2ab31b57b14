namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Formats text as a code block in Markdown.</summary>
internal static class MarkdownFence
{
    private const int MinLength = 3;

    /// <summary>
    /// Returns the text between fences that are longer than any run of backticks in it, without a line break at the end.
    /// </summary>
    /// <param name="isClosed">False for a text that still grows.</param>
    public static string Around(string text, string language = "", bool isClosed = true)
    {
        string fence = new('`', Math.Max(MinLength, LongestRun(text) + 1));
        return isClosed ? $"{fence}{language}\n{text}\n{fence}" : $"{fence}{language}\n{text}";
    }

    private static int LongestRun(string text)
    {
        (int longest, int run) = (0, 0);
        foreach (char character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
