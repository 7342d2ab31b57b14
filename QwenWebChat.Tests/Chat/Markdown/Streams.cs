using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>Renders a text as it grows.</summary>
internal static class Streams
{
    private const int MaxPieceLength = 6;

    /// <summary>Adds a few characters at a time, checks that only the last block changes, and compares the end with the text at once.</summary>
    public static void AssertSame(MarkdownRenderer renderer, string markdown, int seed)
    {
        Random random = new(seed);
        IReadOnlyList<RenderedBlock> blocks = [];
        for (int length = 0; length < markdown.Length;)
        {
            length = Math.Min(markdown.Length, length + random.Next(1, MaxPieceLength));
            length += length < markdown.Length && char.IsLowSurrogate(markdown[length]) ? 1 : 0;
            IReadOnlyList<RenderedBlock> next = renderer.Render(markdown[..length], blocks, isFinished: false);
            Assert.True(next.Count >= blocks.Count - 1, $"Blocks went away at {length}: {markdown[..length]}");
            for (int i = 0; i < blocks.Count - 1; i++)
            {
                Assert.True(Shown(blocks[i]) == Shown(next[i]), $"Block {i} of {blocks.Count} changed at {length}:\n{blocks[i].Html}\n{next[i].Html}");
            }

            blocks = next;
        }

        Assert.Equal(renderer.Render(markdown).Select(Shown), renderer.Render(markdown, blocks).Select(Shown));
    }

    private static (string, CodeText?, int) Shown(RenderedBlock block) => (block.Html, block.Code, block.Part);
}
