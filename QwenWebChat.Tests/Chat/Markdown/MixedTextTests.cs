using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>Chinese and English, code, formulas, lists and prices together: nothing of them is lost, at once or in a stream.</summary>
[Slow]
public sealed class MixedTextTests
{
    private const int TextCount = 200;

    private readonly MarkdownRenderer _renderer = Renderers.New();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, TextCount)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Render_MixedText_ShowsEveryCharacter(int seed)
    {
        (string markdown, string shown) = MixedText.Make(seed);

        string text = string.Concat(_renderer.Render(markdown).Select(block => block.Code?.Text ?? Renderers.Parse([block]).TextContent));

        Assert.Equal(WithoutSpaces(shown), WithoutSpaces(text));
    }

    /// <summary>The end of a stream is the text at once, and each frame changes its last block only.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Render_Stream_ChangesTheLastBlockAndEndsAsTheWhole(int seed)
    {
        string markdown = MixedText.Make(seed).Markdown;

        Streams.AssertSame(_renderer, markdown, seed);
    }

    private static string WithoutSpaces(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
