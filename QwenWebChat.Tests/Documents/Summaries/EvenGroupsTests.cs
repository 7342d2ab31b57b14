using QwenWebChat.App.Documents.Summaries;

namespace QwenWebChat.Tests.Documents.Summaries;

public sealed class EvenGroupsTests
{
    [Theory]
    [InlineData(new[] { 5, 5, 5, 5 }, 20, new[] { 4 })]
    [InlineData(new[] { 5, 5, 5, 5, 5, 5 }, 20, new[] { 3, 3 })]
    [InlineData(new[] { 19, 5, 5 }, 20, new[] { 1, 2 })]
    [InlineData(new[] { 30, 30 }, 20, new[] { 1, 1 })]
    public void Of_Neighbours_FormFewEvenGroups(int[] tokens, int budget, int[] groups) => Assert.Equal(groups, EvenGroups.Of(tokens, budget));
}
