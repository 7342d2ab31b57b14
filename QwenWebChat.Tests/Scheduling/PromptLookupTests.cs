using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

public sealed class PromptLookupTests
{
    [Fact]
    public void Propose_LastTokensOccurredBefore_ProposesWhatFollowedLast()
    {
        List<int> ids = [1, 2, 3, 4, 5, 1, 2, 3, 6, 7, 8, 1, 2, 3];
        PromptLookup lookup = new(ids);

        Assert.Equal([6, 7, 8, 1], lookup.Propose(4).ToArray());
        Assert.Equal([6], lookup.Propose(1).ToArray());
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { 1, 2 })]
    [InlineData(new[] { 1, 2, 4, 3, 4 })]
    public void Propose_NothingToCopy_IsEmpty(int[] ids) => Assert.Empty(new PromptLookup([.. ids]).Propose(4).ToArray());

    /// <summary>Later occurrences do not matter as long as the text follows the one that is copied.</summary>
    [Fact]
    public void Propose_TextFollowsItsSource_StaysWithIt()
    {
        List<int> ids = [9, 1, 2, 3, 4, 5, 6, 7, 20, 4, 5, 6, 8, 21, 1, 2, 3];
        PromptLookup lookup = new(ids);

        Assert.Equal([4, 5, 6], lookup.Propose(3).ToArray());
        ids.AddRange([4, 5, 6]);
        Assert.Equal([7, 20], lookup.Propose(2).ToArray());
        ids.AddRange([8]);
        // 6 8 came last before 21.
        Assert.Equal([21, 1], lookup.Propose(2).ToArray());
    }

    [Fact]
    public void Propose_SourceReachesTheEnd_ProposesNoMoreThanThereIs()
    {
        List<int> ids = [5, 5, 5, 5];

        Assert.Equal([5], new PromptLookup(ids).Propose(8).ToArray());
    }

    /// <summary>A proposal is always a copy: the tokens before it are those before its source.</summary>
    [Fact]
    public void Propose_RandomTexts_ProposesCopies()
    {
        Random random = new(4);
        for (int run = 0; run < 200; run++)
        {
            List<int> ids = [];
            PromptLookup lookup = new(ids);
            for (int step = 0; step < 60; step++)
            {
                ids.AddRange(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(3)));
                int[] proposed = lookup.Propose(1 + random.Next(6)).ToArray();
                int[] tail = [.. ids.TakeLast(2), .. proposed];

                Assert.True(proposed.Length == 0 || Enumerable.Range(0, ids.Count - tail.Length + proposed.Length).Any(start => ids.Skip(start).Take(tail.Length).SequenceEqual(tail)));
                Assert.True(proposed.Length > 0 || !Enumerable.Range(0, Math.Max(ids.Count - 2, 0)).Any(start => ids.Skip(start).Take(2).SequenceEqual(ids.TakeLast(2))));
            }
        }
    }
}
