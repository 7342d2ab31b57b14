using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Tests.Model;

/// <summary>The model against formulas in float64, on the app's own placeholder of 28 layers: no fixture is needed.</summary>
public sealed class PlainDecoderTests
{
    // 28 layers of float32 sums; seen: 1e-6 of the largest logit.
    private const double Tolerance = 1e-4;

    private static readonly int[] Prompt = [.. Enumerable.Range(0, 40).Select(i => i * 37 % 390)];

    [Theory]
    [InlineData(40)]
    [InlineData(7)]
    [InlineData(1)]
    public void Logits_InChunksOf_EqualTheFormulas(int chunk)
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);
        double[] expected = new PlainDecoder(checkpoint).Logits(Prompt);
        using ModelRunner runner = ModelRunner.Load(
            checkpoint, new InferenceOptions { DType = "float32", Device = "cpu" }, null, TestContext.Current.CancellationToken);

        runner.Begin(Prompt);
        float[] logits = [];
        foreach (int[] part in Prompt.Chunk(chunk))
        {
            logits = runner.Run(part).ToArray();
        }

        double error = expected.Zip(logits, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs);
        Assert.InRange(error, 0, Tolerance);
    }
}
