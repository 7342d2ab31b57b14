using QwenWebChat.App.Chat;
using QwenWebChat.App.Generation;

namespace QwenWebChat.Tests.Generation;

/// <summary>Splitting the reasoning from an answer.</summary>
public sealed class AnswerPartTests
{
    [Theory]
    [InlineData("<think>\n- 先算\n- 再答\n</think>\n\n答案是 4。", "\n- 先算\n- 再答\n", "\n\n答案是 4。")]
    [InlineData("<think>\nstill thinking", "\nstill thinking", null)]
    [InlineData("<thinking>a</thinking>b", "a", "b")]
    [InlineData("first thoughts\n</think>\n\nanswer", "first thoughts\n", "\n\nanswer")]
    [InlineData("<think>\n```\nunclosed\n</think>\nanswer", "\n```\nunclosed\n", "\nanswer")]
    [InlineData("<details type=\"reasoning\" done=\"true\" duration=\"3\">\n<summary>Thought for 3 seconds</summary>\n> 先想\n> 一想\n</details>\n答案", "\n先想\n一想\n", "\n答案")]
    public void Split_Reasoning_StandsApart(string text, string reasoning, string? answer)
    {
        IReadOnlyList<AnswerPart> parts = AnswerPart.Split(text);

        Assert.Equal(reasoning, parts[0].Text);
        Assert.NotNull(parts[0].Reasoning);
        Assert.Equal(answer, parts.ElementAtOrDefault(1)?.Text);
    }

    [Theory]
    [InlineData("no reasoning")]
    [InlineData("The tag <think> opens it and </think> closes it.")]
    [InlineData("text\n<think>\nnever closed")]
    [InlineData("```xml\n<think>\na\n</think>\n```")]
    [InlineData("`</think>`")]
    [InlineData("<details>\n<summary>A</summary>\nB\n</details>")]
    [InlineData("")]
    public void Split_NoReasoning_IsOnePart(string text) => Assert.Equal([new AnswerPart(text)], AnswerPart.Split(text));

    [Fact]
    public void Split_EmptyReasoning_IsNone() => Assert.Equal([new AnswerPart("\n\nanswer")], AnswerPart.Split("<think>\n\n</think>\n\nanswer"));

    [Fact]
    public void Split_Duration_IsKept() =>
        Assert.Equal(new Reasoning(TimeSpan.FromSeconds(3)), AnswerPart.Split("<details type=\"reasoning\" done=\"true\" duration=\"3\">\na\n</details>")[0].Reasoning);

    [Fact]
    public void WithoutReasoning_SeveralParts_AreTheAnswerAlone() =>
        Assert.Equal("one\n\ntwo", AnswerPart.WithoutReasoning("<think>a</think>\none\n<think>b</think>\n\ntwo"));

    [Fact]
    public void Split_ManyTags_TakesLinearTime() => Assert.Single(AnswerPart.Split("x\n" + string.Concat(Enumerable.Repeat("<think>\n", 50_000))));
}
