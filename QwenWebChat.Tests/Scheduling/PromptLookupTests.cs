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
    [InlineData(new[] { 1, 2, 4, 3 })]
    public void Propose_NothingToCopy_IsEmpty(int[] ids) => Assert.Empty(new PromptLookup([.. ids]).Propose(4).ToArray());

    /// <summary>One token is looked up only if the last two never stood together.</summary>
    [Fact]
    public void Propose_PairIsNew_ProposesWhatFollowedTheLastToken()
    {
        Assert.Equal([3, 5, 4], new PromptLookup([1, 2, 4, 3, 5, 4]).Propose(8).ToArray());
        Assert.Equal([3, 4, 7], new PromptLookup([2, 4, 3, 4, 7, 2, 4]).Propose(3).ToArray());
    }

    [Fact]
    public void IsWeak_DifferentTokensFollowed_IsTrueUntilTheTextFollowsOne()
    {
        List<int> ids = [1, 2, 3, 9, 1, 2, 3, 8, 1, 2];
        PromptLookup lookup = new(ids);
        Assert.Equal([3, 8], lookup.Propose(2).ToArray());
        Assert.False(lookup.IsWeak);

        ids.AddRange([7, 2, 3]);
        Assert.Equal([8, 1], lookup.Propose(2).ToArray());
        Assert.True(lookup.IsWeak);

        ids.Add(8);
        Assert.Equal([1, 2], lookup.Propose(2).ToArray());
        Assert.False(lookup.IsWeak);

        ids.Add(6);
        Assert.Empty(lookup.Propose(2).ToArray());
        Assert.False(lookup.IsWeak);

        ids.Add(9);
        Assert.Equal([1, 2], lookup.Propose(2).ToArray());
        Assert.True(lookup.IsWeak);
    }

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
                ids.AddRange(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(5)));
                int[] proposed = lookup.Propose(1 + random.Next(6)).ToArray();

                bool[] occurred = [.. Enumerable.Range(1, 2).Select(count => Contains(ids.Take(ids.Count - 1), [.. ids.TakeLast(count)]))];
                Assert.Equal(occurred[0], proposed.Length > 0);
                Assert.True(proposed.Length == 0 || Contains(ids, [.. ids.TakeLast(occurred[1] ? 2 : 1), .. proposed]));
            }
        }
    }

    private static bool Contains(IEnumerable<int> ids, int[] part)
    {
        int[] all = [.. ids];
        return all.AsSpan().IndexOf(part) >= 0;
    }
}
