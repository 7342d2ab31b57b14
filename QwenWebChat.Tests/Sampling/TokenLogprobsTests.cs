using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Sampling;

public sealed class TokenLogprobsTests
{
    /// <summary>Float64 from the definition; the result is a float32 of at most 50, whose last bit is 4e-6.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000, 10)]
    [InlineData(152_064, 3)]
    public void Of_AnyRow_IsTheLogarithmOfTheSoftmax(int vocabulary, double width)
    {
        Random random = new(vocabulary);
        float[] logits = [.. Enumerable.Range(0, vocabulary).Select(_ => (float)((random.NextDouble() - 0.5) * width))];
        double total = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        int[] descending = [.. Enumerable.Range(0, vocabulary).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(20)];

        TokenLogprobs logprobs = TokenLogprobs.Of(logits, vocabulary / 2, 20);

        Assert.Equal(logits[vocabulary / 2] - total, logprobs.Sampled.Logprob, 4e-6);
        Assert.Equal([vocabulary / 2, .. descending], logprobs.Top.Prepend(logprobs.Sampled).Select(token => token.Id));
        Assert.All(logprobs.Top, token => Assert.Equal(logits[token.Id] - total, token.Logprob, 4e-6));
    }

    [Theory]
    [InlineData(1e30f)]
    [InlineData(-1e30f)]
    [InlineData(300)]
    public void Of_LargeLogits_DoesNotOverflow(float offset)
    {
        TokenLogprobs logprobs = TokenLogprobs.Of([offset, offset, float.NegativeInfinity, offset], 2, 4);

        Assert.Equal([0, 1, 3, 2], logprobs.Top.Select(token => token.Id));
        Assert.All(logprobs.Top.Take(3), token => Assert.Equal(-Math.Log(3), token.Logprob, 1e-6));
        Assert.Equal(float.NegativeInfinity, logprobs.Sampled.Logprob);
    }

    [Fact]
    public void Of_NoTop_HasTheTokenOnly() => Assert.Empty(TokenLogprobs.Of([1, 2], 0, 0).Top);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Of_LogitsThatAreNoNumbers_Throws(float logit) => Assert.Throws<ArithmeticException>(() => TokenLogprobs.Of([1, logit, 2], 0, 1));
}
