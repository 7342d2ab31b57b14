using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly float[] Logits = [1f, 3f, 2f, 3f, -5f];

    [Fact]
    public void Sample_TemperatureZero_TakesLargestAndLowerIdOfEqualOnes()
    {
        Assert.Equal(1, Sample(new SamplingParams { Temperature = 0 }));
    }

    [Fact]
    public void Sample_TopKOne_IsGreedyAtAnyTemperature()
    {
        Assert.All(Enumerable.Range(0, 50), seed => Assert.Equal(1, Sample(new SamplingParams { Temperature = 5, TopK = 1, Seed = (ulong)seed })));
    }

    [Theory]
    [InlineData(0.35, 1)]
    [InlineData(0.45, 2)]
    [InlineData(0.9, 3)]
    public void Sample_TopP_KeepsSmallestSetThatReachesIt(double topP, int kept)
    {
        // exp: 2.7, 20.1, 7.4, 20.1, 0.007 of 50.3: shares 0.40, 0.40, 0.15, 0.05, 0.0001.
        HashSet<int> seen = SampleMany(new SamplingParams { TopP = topP });

        Assert.Equal(new[] { 1, 3, 2 }.Take(kept).Order(), seen.Order());
    }

    [Fact]
    public void Sample_MinP_DropsTokensBelowShareOfBest()
    {
        Assert.Equal([1, 2, 3], SampleMany(new SamplingParams { MinP = 0.2 }).Order());
    }

    [Fact]
    public void Sample_TopKThenTopP_RenormalisesOverTheTopK()
    {
        // Of the best two each has half: 0.5 is reached by the first alone.
        Assert.Equal([1], SampleMany(new SamplingParams { TopK = 2, TopP = 0.5 }).Order());
    }

    [Fact]
    public void Sample_NoFilter_FollowsTheSoftmax()
    {
        float[] logits = [MathF.Log(0.1f), MathF.Log(0.2f), MathF.Log(0.7f)];
        const int draws = 20_000;
        int[] counts = new int[3];
        for (int seed = 0; seed < draws; seed++)
        {
            counts[new Sampler(new SamplingParams { Seed = (ulong)seed }, []).Sample([.. logits], 0)]++;
        }

        // Four standard deviations of a binomial share over 20,000 draws: 4 * sqrt(0.25 / 20000) = 0.014.
        Assert.Equal(0.1, counts[0] / (double)draws, 0.014);
        Assert.Equal(0.2, counts[1] / (double)draws, 0.014);
        Assert.Equal(0.7, counts[2] / (double)draws, 0.014);
    }

    [Fact]
    public void Sample_WideNucleus_DrawsBeyondTheFirstSlice()
    {
        // 10,000 equal tokens: the nucleus of 0.9 is 9,000 wide.
        HashSet<int> seen = [];
        for (int seed = 0; seed < 200; seed++)
        {
            seen.Add(new Sampler(new SamplingParams { TopP = 0.9, Seed = (ulong)seed }, []).Sample(new float[10_000], 0));
        }

        Assert.InRange(seen.Max(), 8_000, 8_999);
    }

    [Fact]
    public void Sample_EqualSeedAndPosition_DrawsTheSame()
    {
        SamplingParams sampling = new() { Temperature = 2, Seed = 42 };
        int[] first = [.. Enumerable.Range(0, 20).Select(position => new Sampler(sampling, []).Sample([.. Logits], position))];
        int[] second = [.. Enumerable.Range(0, 20).Select(position => new Sampler(sampling, []).Sample([.. Logits], position))];

        Assert.Equal(first, second);
        Assert.True(first.Distinct().Count() > 1);
    }

    [Fact]
    public void Sample_RepetitionPenalty_PushesPromptAndAnswerTokensDown()
    {
        Sampler sampler = new(new SamplingParams { Temperature = 0, RepetitionPenalty = 2 }, [1]);

        // 1 falls from 3 to 1.5: 3 wins; then 3 falls as well: 2 wins.
        Assert.Equal(3, sampler.Sample([.. Logits], 0));
        Assert.Equal(2, sampler.Sample([.. Logits], 1));
    }

    [Fact]
    public void Sample_RepetitionPenalty_MakesNegativeLogitsMoreNegative()
    {
        Assert.Equal(0, new Sampler(new SamplingParams { Temperature = 0, RepetitionPenalty = 2 }, [1]).Sample([-1.5f, -1f], 0));
    }

    [Fact]
    public void Sample_PresencePenalty_CountsAnswerTokensOnceAndNoPromptTokens()
    {
        Sampler sampler = new(new SamplingParams { Temperature = 0, PresencePenalty = 1.5 }, [0]);

        Assert.Equal(0, sampler.Sample([2f, 1f], 0));
        Assert.Equal(1, sampler.Sample([2f, 1f], 1));
        Assert.Equal(0, sampler.Sample([2f, 1f], 2));
    }

    [Fact]
    public void Sample_FrequencyPenalty_GrowsWithEachUse()
    {
        Sampler sampler = new(new SamplingParams { Temperature = 0, FrequencyPenalty = 0.4 }, []);

        Assert.Equal([0, 0, 0, 1], Enumerable.Range(0, 4).Select(position => sampler.Sample([2f, 1f], position)));
    }

    [Fact]
    public void From_TemperatureZero_LeavesTheModelsPenaltyToSampledAnswers()
    {
        SamplingOverrides defaults = new() { Temperature = 0.7, RepetitionPenalty = 1.05, TopK = 20 };

        Assert.Equal(1.05, SamplingParams.From(defaults).RepetitionPenalty);
        Assert.Equal(1, SamplingParams.From(defaults, new SamplingOverrides { Temperature = 0 }).RepetitionPenalty);
        Assert.Equal(1.05, SamplingParams.From(defaults with { Temperature = 0 }).RepetitionPenalty);
        Assert.Equal(1.1, SamplingParams.From(defaults, new SamplingOverrides { Temperature = 0, RepetitionPenalty = 1.1 }).RepetitionPenalty);
    }

    [Fact]
    public void Validate_ValueOutOfRange_NamesItAndTheRange()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SamplingParams { TopP = 1.5 }.Validate());

        Assert.Equal("top_p is 1.5; it must be above 0, up to 1.", error.Message);
        Assert.Throws<ArgumentException>(() => new SamplingParams { Temperature = double.NaN }.Validate());
    }

    public static TheoryData<SamplingParams, string> Rejected => new()
    {
        { new() { LogitBias = Bias((3, 100.5)) }, "logit_bias of token 3 is 100.5; it must be -100 to 100." },
        { new() { LogitBias = Bias((3, double.NaN)) }, "logit_bias of token 3 is NaN; it must be -100 to 100." },
        { new() { LogitBias = Bias((2_000, 1)) }, "A token id of logit_bias is 2000; it must be 0 to 1999." },
        { new() { LogitBias = Bias((-1, 1)) }, "A token id of logit_bias is -1; it must be 0 to 1999." },
        { new() { LogitBias = Bias([.. Enumerable.Range(0, 1_025).Select(id => (id, 1.0))]) }, "The number of tokens in logit_bias is 1025; it must be at most 1024." },
        { new() { StopTokenIds = [5, 2_000] }, "A token id of stop_token_ids is 2000; it must be 0 to 1999." },
        { new() { StopTokenIds = [.. Enumerable.Range(0, 1_025)] }, "The number of stop_token_ids is 1025; it must be at most 1024." },
        { new() { MinTokens = -1 }, "min_tokens is -1; it must be 0 to max_tokens, which is 8192." },
        { new() { MinTokens = 6, MaxTokens = 5 }, "min_tokens is 6; it must be 0 to max_tokens, which is 5." },
    };

    [Theory]
    [MemberData(nameof(Rejected))]
    public void Validate_TokensOrBiasOutOfRange_NamesThemAndTheRange(SamplingParams sampling, string expected)
    {
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => sampling.Validate(vocabularySize: 2_000)).Message);
    }

    [Fact]
    public void Validate_BoundsOfTheRanges_AreAllowed() => new SamplingParams
    {
        LogitBias = Bias([.. Enumerable.Range(0, 1_024).Select(id => (id + 976, id % 2 == 0 ? 100.0 : -100))]),
        StopTokenIds = [0, 1_999],
        MinTokens = 7,
        MaxTokens = 7,
    }.Validate(vocabularySize: 2_000);

    [Fact]
    public void Equals_TokensAndBiasInAnyOrder_ComparesByValue()
    {
        SamplingParams sampling = new() { LogitBias = Bias((1, 2), (3, 4)), StopTokenIds = [5, 6] };
        SamplingParams same = new() { LogitBias = Bias((3, 4), (1, 2)), StopTokenIds = [6, 5, 6] };

        Assert.Equal(sampling, same);
        Assert.Equal(sampling.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(sampling, same with { LogitBias = Bias((1, 2), (3, 5)) });
        Assert.NotEqual(sampling, same with { StopTokenIds = [5] });
        Assert.NotEqual(sampling.LogitBias, LogitBias.None);
    }

    /// <summary>0.8 of 3 is 2.4, and of 3 with a bias of 1 is 3.2.</summary>
    [Fact]
    public void Sample_Bias_IsAddedBeforePenalties()
    {
        SamplingParams sampling = new() { Temperature = 0, RepetitionPenalty = 1.25, LogitBias = Bias((1, 1)) };

        Assert.Equal(1, new Sampler(sampling, [1]).Sample([0, 3, 3.1f], 0));
        Assert.Equal(2, new Sampler(sampling, [1]).Sample([0, 3, 3.3f], 0));
    }

    [Fact]
    public void Sample_BiasAtTheBounds_ForcesAndPrevents()
    {
        Assert.Equal([4], SampleMany(new SamplingParams { LogitBias = Bias((4, 100)) }));
        Assert.Equal([2, 4], SampleMany(new SamplingParams { LogitBias = Bias((0, -100), (1, -100), (3, -100)), Temperature = 3 }).Order());
    }

    /// <summary>A bias that prevents all that a grammar allows prevents none of it, relative to the others.</summary>
    [Fact]
    public void Sample_BiasAgainstAllThatTheMaskAllows_SamplesOneOfThem()
    {
        TokenMask mask = new(5);
        mask.Add(0);
        mask.Add(4);
        Sampler sampler = new(new SamplingParams { Temperature = 0, LogitBias = Bias((0, -100), (4, -100), (1, 100)) }, []);

        Assert.Equal(0, sampler.Sample([-2f, 5, 5, 5, -3f], 0, mask));
    }

    [Fact]
    public void Sample_Excluded_AreSampledOnlyIfNothingElseIsPossible()
    {
        TokenMask mask = new(5);
        mask.Add(3);

        Assert.Equal(3, new Sampler(new SamplingParams { Temperature = 0 }, []).Sample([.. Logits], 0, null, [1]));
        Assert.Equal(3, new Sampler(new SamplingParams { Temperature = 0 }, []).Sample([.. Logits], 0, mask, [1, 3, 99]));
    }

    [Fact]
    public void Largest_Many_AreSortedAsTheFew()
    {
        Random random = new(1);
        float[] logits = [.. Enumerable.Range(0, 5_000).Select(_ => (float)Math.Round(random.NextDouble() * 20 - 10, 1))];
        int[] expected = [.. Enumerable.Range(0, logits.Length).OrderByDescending(id => logits[id]).ThenBy(id => id)];

        Assert.Equal(expected, LogitsProcessors.Largest(logits, logits.Length));
        Assert.Equal(expected.Take(1_000), LogitsProcessors.Largest(logits, 1_000));
    }

    [Fact]
    public void Sample_TinyTemperature_IsGreedy()
    {
        Assert.Equal(1, Sample(new SamplingParams { Temperature = 1e-60 }));
    }

    [Fact]
    public void Largest_MoreThanThereAre_ReturnsAllInOrder()
    {
        Assert.Equal([1, 3, 2, 0, 4], LogitsProcessors.Largest(Logits, 99));
        Assert.Equal([1, 3], LogitsProcessors.Largest(Logits, 2));
        Assert.Empty(LogitsProcessors.Largest(Logits, 0));
    }

    private static LogitBias Bias(params (int Id, double Value)[] values) => new(values.Select(value => KeyValuePair.Create(value.Id, value.Value)));

    private static int Sample(SamplingParams sampling) => new Sampler(sampling, []).Sample([.. Logits], 0);

    private static HashSet<int> SampleMany(SamplingParams sampling) =>
        [.. Enumerable.Range(0, 500).Select(seed => Sample(sampling with { Seed = (ulong)seed }))];
}
