using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Tests.Execution;

namespace QwenWebChat.Tests.Model;

/// <summary>A whole model in each format, against the formulas in float64 with the weights that its writer knows.</summary>
[Slow]
public sealed class FormatTests
{
    // Float32 sums of exact weights; seen: 1e-6 of the largest logit.
    private const double ExactTolerance = 1e-4;

    // FP8 becomes bfloat16 (seen: 1e-2), and activations are rounded to 8 bits beside integers on the CPU (seen: 2e-2): the figures of the fixtures.
    private const double BFloat16Tolerance = 4e-2;
    private const double KernelTolerance = 6e-2;

    private static readonly int[] Prompt = [.. Enumerable.Range(0, 12).Select(i => i * 41 % 270)];

    private static readonly Dictionary<string, (InferenceOptions Options, int Gpus)> Ways = new()
    {
        ["kernels"] = (new InferenceOptions { Device = "cpu" }, 0),
        ["reference"] = (new InferenceOptions { Device = "cpu", Kernels = "reference", DType = "float32" }, 0),
        ["card"] = (new InferenceOptions { DType = "float32", Vocabulary = "float" }, 1),
        ["two cards"] = (new InferenceOptions { DType = "float32", Vocabulary = "float", TensorParallel = 2 }, 2),
    };

    public static TheoryData<string> Formats => [.. WrittenModel.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Logits_EveryFormatAndWay_EqualTheFormulas(string format)
    {
        using WrittenModel model = new(format);
        using Checkpoint checkpoint = Checkpoint.Open(model.Path);
        double[] expected = new PlainDecoder(model.Config, model.Read).Logits(Prompt);
        foreach ((string way, (InferenceOptions options, int gpus)) in Ways)
        {
            double error = Error(expected, checkpoint, options, gpus == 0 ? TestDevices.Host(1L << 40) : TestDevices.Gpus(gpus));

            double tolerance = WrittenModel.IsRounded(format) ? BFloat16Tolerance : way == "kernels" ? KernelTolerance : ExactTolerance;
            Assert.True(error <= tolerance, $"{way}: {error}, above {tolerance}");
        }
    }

    /// <summary>The form in which a CPU and a GPU hold a format.</summary>
    [Theory]
    [InlineData("Q2_K", "int4", "bfloat16")]
    [InlineData("Q3_K", "int8", "int8")]
    [InlineData("IQ4_NL", "int8", "int8")]
    [InlineData("IQ4_XS", "int8", "int8")]
    [InlineData("int4", "int4", "int4")]
    [InlineData("int4 act-order", "int4", "int4")]
    [InlineData("int4 groups of 16", "int4", "bfloat16")]
    [InlineData("int8 by row", "int8", "int8")]
    [InlineData("fp8 by row", "bfloat16", "bfloat16")]
    [InlineData("fp8 of DeepSeek", "bfloat16", "bfloat16")]
    public void Decide_EachFormat_SaysHowItIsHeld(string format, string onCpu, string onGpu)
    {
        using WrittenModel model = new(format);
        using Checkpoint checkpoint = Checkpoint.Open(model.Path);

        Assert.Equal(onCpu, ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cpu" }, TestDevices.Host(1L << 40)).FormatName);
        Assert.Equal(onGpu, ModelPlacement.Decide(checkpoint, new InferenceOptions { DType = "bfloat16" }, TestDevices.Gpus(1)).FormatName);
    }

    /// <summary>8.5 bits a weight: a scale of float16 for 32 numbers of 8 bits. Q2_K has a scale and an offset of float32 for 16.</summary>
    [Theory]
    [InlineData("Q2_K", 8.0)]
    [InlineData("Q3_K", 8.5)]
    [InlineData("IQ4_NL", 8.5)]
    [InlineData("IQ4_XS", 9.0)]
    public void Decide_GgufType_TakesSoManyBits(string format, double bits)
    {
        using WrittenModel model = new(format);
        using Checkpoint checkpoint = Checkpoint.Open(model.Path);

        ModelPlacement placement = ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cpu" }, TestDevices.Host(1L << 40));

        Assert.All(
            placement.Weights.Where(weight => weight.Spec.IsMatrix), weight => Assert.Equal(weight.Spec.ElementCount * bits / 8, weight.Bytes));
    }

    /// <summary>FP8 may be rounded to 8 bits as it is loaded, like any floats.</summary>
    [Fact]
    public void Logits_Float8RoundedToInt8_StayWithinTolerance()
    {
        using WrittenModel model = new("fp8 by block");
        using Checkpoint checkpoint = Checkpoint.Open(model.Path);
        double[] expected = new PlainDecoder(model.Config, model.Read).Logits(Prompt);

        double error = Error(expected, checkpoint, new InferenceOptions { Device = "cpu", Quantize = "int8" }, TestDevices.Host(1L << 40));

        Assert.InRange(error, 1e-6, KernelTolerance);
    }

    /// <summary>The largest difference, as a share of the largest logit.</summary>
    private static double Error(double[] expected, Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices)
    {
        using ModelRunner runner = ModelRunner.Load(checkpoint, options, devices, null, TestContext.Current.CancellationToken);
        float[] logits = new LoneSequence(runner).Run(Prompt).ToArray();
        return expected.Zip(logits, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs);
    }
}
