using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Sampling;

/// <summary>A draw from the largest logits of a row is the draw from the whole row.</summary>
public sealed class SamplerTopTests
{
    private const int CaseCount = 5_000;
    private const int AnswerTokens = 6;

    /// <summary>Few logits of few values: ties, penalties and draws reach the floor all the time.</summary>
    [Fact]
    public void Sample_FromTheTop_EqualsTheWholeRow()
    {
        int whole = 0;
        int reduced = 0;
        SeededProperty.Holds(Cases(), CaseCount, example =>
        {
            Random random = new(example.Seed);
            int[] prompt = [.. Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(example.Vocabulary))];
            Sampler fromTop = new(example.Sampling, prompt);
            Sampler fromRow = new(example.Sampling, prompt);
            int[] ending = [.. Enumerable.Range(0, example.Vocabulary).Where(_ => random.Next(4) == 0)];
            for (int position = 0; position < AnswerTokens; position++)
            {
                int[] excluded = position < example.MinTokens ? ending : [];
                float[] row = [.. Enumerable.Range(0, example.Vocabulary).Select(_ => MathF.Round(((float)random.NextDouble() * 8) - 5, example.Digits))];
                ReducedLogits logits = new(row, example.TopCount, random);

                Assert.Equal(fromRow.Sample([.. row], position, null, excluded), fromTop.Sample(logits, 0, position, null, excluded));

                whole += logits.WholeRowCount;
                reduced += 1 - logits.WholeRowCount;
            }
        });

        Assert.True(Math.Min(whole, reduced) > CaseCount, $"{whole} from whole rows, {reduced} from the largest: one of them is hardly tested.");
    }

    /// <summary>
    /// Rows of Qwen2.5's width, a normal body and a few tokens that stand out, after a prompt of thousands of other tokens
    /// that the penalty lowers, with 256 of them from the device.
    /// </summary>
    [Theory]
    [InlineData(0.7, 20, 0.8, 1.05)]
    [InlineData(0, 0, 1, 1)]
    [InlineData(0, 0, 1, 1.05)]
    public void Sample_QwensDefaults_NeverAsksForTheWholeRow(double temperature, int topK, double topP, double repetition)
    {
        const int vocabulary = 152_064;
        Random random = new(7);
        SamplingParams sampling = new() { Temperature = temperature, TopK = topK, TopP = topP, RepetitionPenalty = repetition, Seed = 3 };
        int[] prompt = [.. Enumerable.Range(0, 8_000).Select(_ => (int)(vocabulary * Math.Pow(random.NextDouble(), 3)))];
        Sampler fromTop = new(sampling, prompt);
        Sampler fromRow = new(sampling, prompt);
        for (int position = 0; position < 20; position++)
        {
            float[] row = new float[vocabulary];
            for (int id = 0; id < vocabulary; id++)
            {
                row[id] = (float)(2.5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            }

            for (int i = 0; i < 30; i++)
            {
                // Half of what stands out was in the prompt.
                row[i % 2 == 0 ? prompt[random.Next(prompt.Length)] : random.Next(vocabulary)] = 12 + (12 * (float)random.NextDouble());
            }

            ReducedLogits logits = new(row, 256, random);

            Assert.Equal(fromRow.Sample([.. row], position), fromTop.Sample(logits, 0, position));
            Assert.Equal(0, logits.WholeRowCount);
        }
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 0)]
    [InlineData(float.PositiveInfinity, 1)]
    public void Sample_LogitsThatAreNoNumbers_Throws(float logit, double temperature)
    {
        float[] row = new float[50];
        row[13] = logit;

        Assert.Throws<ArithmeticException>(() => new Sampler(new SamplingParams { Temperature = temperature, TopK = 2 }, []).Sample(new ReducedLogits(row, 8, new Random(1)), 0, 0));
    }

    [Fact]
    public void Sample_AllMinusInfinity_Throws()
    {
        float[] row = [.. Enumerable.Repeat(float.NegativeInfinity, 50)];

        Assert.Throws<ArithmeticException>(() => new Sampler(new SamplingParams { Temperature = 0 }, []).Sample(new ReducedLogits(row, 8, new Random(1)), 0, 0));
    }

    /// <summary>The lowest id of equal ones wins, and it may be among those that the device left out.</summary>
    [Fact]
    public void Sample_TieAtTheFloor_AsksForTheWholeRow()
    {
        float[] row = new float[50];
        ReducedLogits logits = new(row, 8, new Random(1));

        Assert.Equal(0, new Sampler(new SamplingParams { Temperature = 0 }, []).Sample(logits, 0, 0));
        Assert.Equal(1, logits.WholeRowCount);
    }

    private static Gen<Case> Cases() =>
        from seed in Gen.Choose(0, int.MaxValue)
        from vocabulary in Gen.Choose(20, 60)
        from topCount in Gen.Choose(4, 19)
        from digits in Gen.Elements(0, 1, 5)
        from temperature in Gen.Elements(0, 0.3, 0.7, 1.5)
        from topK in Gen.Elements(0, 1, 2, 5, 12)
        from topP in Gen.Elements(0.3, 0.8, 1)
        from minP in Gen.Elements(0, 0, 0.1)
        from repetition in Gen.Elements(1, 1, 1.05, 2, 0.9)
        from presence in Gen.Elements(0, 0, 0.5, -0.5)
        from frequency in Gen.Elements(0, 0, 0.3, -0.3)
        from bias in Gen.Elements<double[]>([], [], [-100, -1, -0.5], [-1, 2])
        from minTokens in Gen.Elements(0, 0, 3)
        select new Case(seed, vocabulary, topCount, digits, minTokens, new SamplingParams
        {
            Temperature = temperature,
            TopK = topK,
            TopP = topP,
            MinP = minP,
            RepetitionPenalty = repetition,
            PresencePenalty = presence,
            FrequencyPenalty = frequency,
            LogitBias = new LogitBias(bias.Select((value, index) => KeyValuePair.Create((seed + (index * 7)) % vocabulary, value))),
            Seed = (ulong)seed,
        });

    private sealed record Case(int Seed, int Vocabulary, int TopCount, int Digits, int MinTokens, SamplingParams Sampling);
}
