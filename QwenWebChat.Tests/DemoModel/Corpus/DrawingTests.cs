using QwenWebChat.DemoModel.Corpus;

namespace QwenWebChat.Tests.DemoModel.Corpus;

public sealed class DrawingTests
{
    private readonly Drawing _drawing = new(new Random(3));

    [Fact]
    public void Text_NestedChoice_WritesEveryAlternative()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => _drawing.Text("[a[1|2]|b|]!")).Distinct().Order(StringComparer.Ordinal)];

        Assert.Equal(["!", "a1!", "a2!", "b!"], texts);
    }

    [Fact]
    public void Text_SlotValueWithBrackets_IsCopiedAsItIs() =>
        Assert.Equal("say [x|{y}]", _drawing.Text("say {text}", ("text", "[x|{y}]")));

    [Theory]
    [InlineData("{unknown}")]
    [InlineData("[a|b")]
    public void Text_BrokenTemplate_Throws(string template) =>
        Assert.Throws<FormatException>(() => _drawing.Text(template));
}
