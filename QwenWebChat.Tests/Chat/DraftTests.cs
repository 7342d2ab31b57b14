using QwenWebChat.App.Chat;

namespace QwenWebChat.Tests.Chat;

public sealed class DraftTests
{
    [Theory]
    [InlineData("    def f():\n        return 1\n", "    def f():\n        return 1")]
    [InlineData("\n  \n\tx\n\n", "\tx")]
    [InlineData("\r\n  - item\r\n  - other\r\n", "  - item\r\n  - other")]
    [InlineData("　　中文段首缩进", "　　中文段首缩进")]
    [InlineData("plain", "plain")]
    [InlineData(" \n\t", "")]
    public void WithoutBlankLines_Text_KeepsTheFirstLinesIndentation(string text, string expected) =>
        Assert.Equal(expected, new Draft(text).WithoutBlankLines().Text);
}
