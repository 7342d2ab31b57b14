using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Execution;

/// <summary>On the CPU a token's logits have the same bits whatever stands beside it.</summary>
[Slow]
public sealed class BatchInvarianceTests
{
    private const int Length = 90;

    [Theory]
    [InlineData("tiny-bf16", "none", "auto")]
    [InlineData("tiny-bf16", "int8", "int8")]
    [InlineData("tiny-bf16", "int4", "bfloat16")]
    [InlineData("tiny-gptq-actorder", "none", "auto")]
    [InlineData("tiny-yarn", "none", "float32")]
    public void Logits_AloneOrInABatch_HaveTheSameBits(string fixture, string quantize, string kvCache)
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require(fixture));
        InferenceOptions options = new() { Device = "cpu", Quantize = quantize, KvCache = kvCache, MaxStepTokens = 2_048, ThreadCount = 2 };
        using ModelRunner runner = ModelRunner.Load(checkpoint, options, null, TestContext.Current.CancellationToken);
        int[][] prompts = [.. Enumerable.Range(0, 16).Select(seed => Prompt(seed, runner.Config.VocabularySize))];
        float[][] alone = [.. prompts.Select(ids => new LoneSequence(runner).Run(ids).ToArray())];

        Assert.Equal(alone, RunTogether(runner, prompts));
        foreach (int chunk in new[] { 1, 7, 64 })
        {
            LoneSequence sequence = new(runner);
            float[] last = [];
            foreach (int[] part in prompts[0].Chunk(chunk))
            {
                last = sequence.Run(part).ToArray();
            }

            Assert.Equal(alone[0], last);
        }
    }

    /// <summary>Int8 keys and values against bfloat16 ones; the tolerance is that of the fixtures' 8-bit weights.</summary>
    [Fact]
    public void Logits_Int8Cache_AreNearThoseOfBFloat16()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-bf16"));
        float[][] logits = [.. new[] { "bfloat16", "int8" }.Select(format =>
        {
            using ModelRunner runner = ModelRunner.Load(checkpoint, new InferenceOptions { Device = "cpu", KvCache = format }, null, TestContext.Current.CancellationToken);
            return new LoneSequence(runner).Run(Prompt(3, runner.Config.VocabularySize)).ToArray();
        })];

        double error = logits[0].Zip(logits[1], (a, b) => Math.Abs(a - b)).Max() / logits[0].Max(Math.Abs);
        Assert.InRange(error, 1e-9, 4e-2);
    }

    private static int[] Prompt(int seed, int vocabulary) => [.. Enumerable.Range(0, Length - seed).Select(i => ((i * 37) + (seed * 101)) % vocabulary)];

    /// <summary>One step: half of the sequences are read whole, the others decode their last token.</summary>
    private static float[][] RunTogether(ModelRunner runner, int[][] prompts)
    {
        int blocksEach = (Length / KvBlockLayout.Tokens) + 1;
        List<int> ids = [];
        List<BatchRun> runs = [];
        List<int> rows = [];
        for (int i = 0; i < prompts.Length; i++)
        {
            int[] blocks = [.. Enumerable.Range(i * blocksEach, blocksEach)];
            int start = 0;
            if (i % 2 == 1)
            {
                start = prompts[i].Length - 1;
                new LoneSequence(runner, blocks).Run(prompts[i].AsSpan(0, start));
            }

            runs.Add(new BatchRun(new AttentionRun(blocks, start, prompts[i].Length - start, ids.Count), 1));
            ids.AddRange(prompts[i][start..]);
            rows.Add(ids.Count - 1);
        }

        IStepLogits logits = runner.Run(new Batch([.. ids], runs, [.. rows]));
        return [.. Enumerable.Range(0, logits.RowCount).Select(row => logits.Row(row).ToArray())];
    }
}
