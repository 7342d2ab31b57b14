using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.Tests.Conversations;

/// <summary>Answers split at their calls, whatever places a file gives these.</summary>
public sealed class AnswerRoundTests
{
    [Theory]
    [InlineData("one\n\ntwo", new[] { 3 }, new[] { "one", "two" })]
    [InlineData("one\n\ntwo", new[] { 0 }, new[] { "", "one\n\ntwo" })]
    [InlineData("\n\none", new[] { 0 }, new[] { "", "\n\none" })]
    [InlineData("one\n\n\n\ntwo", new[] { 3 }, new[] { "one", "\n\ntwo" })]
    [InlineData("one two", new[] { 3 }, new[] { "one", " two" })]
    [InlineData("one\n\ntwo", new[] { 3, 8 }, new[] { "one", "two", "" })]
    [InlineData("one\n\ntwo", new[] { 3, 3 }, new[] { "one", "", "two" })]
    [InlineData("one", new[] { 9, -4, 2 }, new[] { "one", "", "", "" })]
    [InlineData("", new[] { 0 }, new[] { "", "" })]
    public void Split_CallsAtOffsets_HasTheTextsBetweenThem(string text, int[] offsets, string[] texts)
    {
        ToolCall[] calls = [.. offsets.Select((offset, index) => new ToolCall("date", "{}") { Round = index + 1, Offset = offset })];

        IReadOnlyList<AnswerRound> rounds = AnswerRound.Split(text, calls);

        Assert.Equal(texts, rounds.Select(round => round.Text));
        Assert.Equal([.. calls.Select(_ => 1), 0], rounds.Select(round => round.Calls.Count));
    }

    [Fact]
    public void Split_WithoutCalls_IsOneRound()
    {
        Assert.Equal("one\n\ntwo", Assert.Single(AnswerRound.Split("one\n\ntwo", [])).Text);
    }
}
