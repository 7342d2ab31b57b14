namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// The first blocks of a growing text that no later text can change, so that a frame of a stream parses its end only,
/// however long the answer has become.
/// </summary>
internal static class SettledBlocks
{
    /// <param name="previous">The blocks of an earlier frame.</param>
    /// <returns>How many of them are settled, and where in the text the rest begins.</returns>
    public static (int Count, int End) Of(string markdown, IReadOnlyList<RenderedBlock> previous)
    {
        // A definition of a link or a footnote reaches blocks far from it.
        if (markdown.Contains("]:", StringComparison.Ordinal))
        {
            return default;
        }

        // A block that another follows may still take that in, as a list does with a number that becomes an item; one
        // that two follow may not.
        (int Count, int End) settled = default;
        int end = 0;
        for (int i = 0; i < previous.Count && previous[i] is { IsOpen: false, Source: { Length: > 0 } source }; i++)
        {
            int start = end + markdown.AsSpan(end).IndexOfAnyExcept(" \t\r\n");
            if (start < end || !markdown.AsSpan(start).StartsWith(source, StringComparison.Ordinal))
            {
                break;
            }

            settled = (i, end);
            end = start + source.Length;
        }

        return settled;
    }

    /// <summary>The level of a block that is a heading, as it was written; null for another.</summary>
    public static int? HeadingLevel(RenderedBlock block)
    {
        int level = block.Source.AsSpan().IndexOfAnyExcept('#');
        return level is >= 1 and <= 6 && block.Source[level] is ' ' or '\t' ? level : null;
    }
}
