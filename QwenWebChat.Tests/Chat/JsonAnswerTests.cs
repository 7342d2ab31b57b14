using System.Text.Json;
using QwenWebChat.App.Chat;

namespace QwenWebChat.Tests.Chat;

/// <summary>Answers that are JSON as a whole.</summary>
public sealed class JsonAnswerTests
{
    [Theory]
    [InlineData("""{"a":1}""", JsonValueKind.Object)]
    [InlineData(" \n[1, 2]\n", JsonValueKind.Array)]
    [InlineData("""{"emoji":"\ud83d\ude00"}""", JsonValueKind.Object)]
    public void Parse_ObjectOrList_IsReadWhole(string text, JsonValueKind kind)
    {
        Assert.Equal(kind, JsonAnswer.Parse(text)?.ValueKind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1} and more")]
    [InlineData("{'a':1}")]
    [InlineData("Here: {\"a\":1}")]
    [InlineData("{\"half\":\"\\ud83d\"}")]
    [InlineData("{\"\\ud83d\":1}")]
    public void Parse_AnotherText_IsNull(string text)
    {
        Assert.Null(JsonAnswer.Parse(text));
    }

    [Fact]
    public void Parse_NestedDeeperThanAllowed_IsNull()
    {
        Assert.NotNull(JsonAnswer.Parse(new string('[', 512) + new string(']', 512)));
        Assert.Null(JsonAnswer.Parse(new string('[', 513) + new string(']', 513)));
    }
}
