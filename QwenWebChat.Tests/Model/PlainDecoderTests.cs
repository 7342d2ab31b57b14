using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Tests.Model;

/// <summary>The model against formulas in float64, on the app's own placeholder of 28 layers: no fixture is needed.</summary>
[Slow]
public sealed class PlainDecoderTests
{
    // 28 layers of float32 sums; seen: 1e-6 of the largest logit.
    private const double Tolerance = 1e-4;

    private static readonly int[] Prompt = [.. Enumerable.Range(0, 40).Select(i => i * 37 % 390)];

    [Theory]
    [InlineData("auto", 40)]
    [InlineData("auto", 7)]
    [InlineData("auto", 1)]
    [InlineData("reference", 40)]
    [InlineData("reference", 1)]
    public void Logits_InChunksOf_EqualTheFormulas(string kernels, int chunk)
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);
        double[] expected = new PlainDecoder(checkpoint).Logits(Prompt);
        using ModelRunner runner = ModelRunner.Load(
            checkpoint, new InferenceOptions { DType = "float32", Device = "cpu", Kernels = kernels }, null, TestContext.Current.CancellationToken);

        LoneSequence sequence = new(runner);
        float[] logits = [];
        foreach (int[] part in Prompt.Chunk(chunk))
        {
            logits = sequence.Run(part).ToArray();
        }

        double error = expected.Zip(logits, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs);
        Assert.InRange(error, 0, Tolerance);
    }
}
