using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Tests.Execution;

namespace QwenWebChat.Tests.Model;

/// <summary>A float checkpoint, rounded as it is loaded.</summary>
[Collection(ProcessWideCollection.Name)]
public sealed class RoundedModelTests
{
    /// <summary>8 bits are close to the floats; the kernels are close to the exact product of the rounded weights in both.</summary>
    [Theory]
    [InlineData("int8", 32, 4e-2)]
    [InlineData("int4", 32, 1)]
    [InlineData("int4", 128, 1)]
    public void Run_Quantized_KernelsFollowTheReference(string quantize, int groupSize, double largestChange)
    {
        InferenceOptions options = new() { Device = "cpu", Quantize = quantize, GroupSize = groupSize };
        float[] floats = Logits(new InferenceOptions { Device = "cpu", DType = "float32" });
        float[] exact = Logits(options with { Kernels = "reference" });
        float[] fast = Logits(options);

        Assert.InRange(LargestDifference(exact, floats), 1e-6, largestChange);
        Assert.InRange(LargestDifference(fast, exact), 1e-9, 6e-2);
    }

    [Fact]
    public void Load_Quantized_TakesLessMemoryAndSaysSo()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-bf16"));

        ModelPlacement floats = ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cpu" }, TestDevices.Host(long.MaxValue));
        ModelPlacement bytes = ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cpu", Quantize = "int8" }, TestDevices.Host(long.MaxValue));
        ModelPlacement nibbles = ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cpu", Quantize = "int4" }, TestDevices.Host(long.MaxValue));

        Assert.Equal(("bfloat16", "int8", "int4"), (floats.FormatName, bytes.FormatName, nibbles.FormatName));
        // 8.5 and, beside the vocabulary's 8.5, 5 bits a weight.
        Assert.InRange((double)bytes.WeightBytes / floats.WeightBytes, 8.5 / 16, 8.7 / 16);
        Assert.InRange((double)nibbles.WeightBytes / floats.WeightBytes, 5.0 / 16, 6.1 / 16);
    }

    /// <summary>The largest float matrix of a 7B is 1.1 GB: it is never in memory.</summary>
    [Fact]
    public void ReadRows_RoundedMatrix_HoldsNoTensor()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-bf16"));
        ModelPlacement placement = ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cpu", Quantize = "int8" }, TestDevices.Host(long.MaxValue));
        QuantizedMatrix matrix = placement.Weights[0].Matrix!;
        long before = LiveTensors.Now;

        matrix.ReadRows(3, new byte[2 * matrix.ColumnCount], new float[2 * matrix.GroupCount], []);

        Assert.Equal(before, LiveTensors.Now);
    }

    /// <summary>The kernels' error with a float head is that of the body alone.</summary>
    [Fact]
    public void Load_FloatVocabulary_LeavesEmbeddingAndHead()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-awq"));
        InferenceOptions options = new() { Device = "cpu", Vocabulary = "float" };

        ModelPlacement placement = ModelPlacement.Decide(checkpoint, options, TestDevices.Host(long.MaxValue));
        ModelPlacement rounded = ModelPlacement.Decide(checkpoint, options with { Vocabulary = "int8" }, TestDevices.Host(long.MaxValue));

        Assert.All(placement.Weights, weight => Assert.Equal(weight.Spec.IsMatrix && !weight.Spec.IsVocabulary, weight.Form is not null));
        Assert.All(rounded.Weights, weight => Assert.Equal(weight.Spec.IsMatrix, weight.Form is not null));
    }

    [Fact]
    public void Decide_BFloat16BesideQuantizedWeights_IsRefused()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-awq"));

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cpu", DType = "bfloat16" }, TestDevices.Host(long.MaxValue)));

        Assert.Contains("DType auto or float32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int5", 32, "auto", "none, int8 or int4")]
    [InlineData("int4", 48, "auto", "32, 64 or 128")]
    [InlineData("int4", 32, "fast", "auto, reference or torch")]
    public void Validate_UnknownValue_SaysWhatThereIs(string quantize, int groupSize, string kernels, string expected)
    {
        InferenceOptions options = new() { Quantize = quantize, GroupSize = groupSize, Kernels = kernels };

        ArgumentException error = Assert.Throws<ArgumentException>(options.Validate);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static float[] Logits(InferenceOptions options)
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-bf16"));
        using ModelRunner runner = ModelRunner.Load(checkpoint, options, null, TestContext.Current.CancellationToken);
        return new LoneSequence(runner).Run([62, 290, 10, 379, 97, 507, 36]).ToArray();
    }

    private static double LargestDifference(float[] ours, float[] theirs) =>
        ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max() / theirs.Max(Math.Abs);
}
