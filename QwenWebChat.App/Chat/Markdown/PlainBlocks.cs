using System.Net;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Text that is shown as it is: what Markdown's parser would take too long for, and a long block that is still being
/// written. In pieces, so that a stream sends only the last one again.
/// </summary>
internal static class PlainBlocks
{
    private const int PieceLength = 8_192;

    public static IEnumerable<RenderedBlock> Of(string text, bool isOpen)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = Math.Min(start + PieceLength, text.Length);
            if (end < text.Length)
            {
                int newLine = text.LastIndexOf('\n', end - 1, end - start);
                end = newLine > start ? newLine + 1 : char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
            }

            string piece = text[start..end];
            yield return new RenderedBlock(piece, $"<div class=\"plain\">{WebUtility.HtmlEncode(piece).Replace("\0", "\uFFFD", StringComparison.Ordinal)}</div>", IsOpen: isOpen && end == text.Length);
            start = end;
        }
    }
}
