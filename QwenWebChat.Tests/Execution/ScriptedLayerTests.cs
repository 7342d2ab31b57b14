using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Execution;

/// <summary>The choice of scripted layers, on a GPU that the CPU plays. <c>DevicesTests</c> compares their results with the reference.</summary>
public sealed class ScriptedLayerTests
{
    [Theory]
    [InlineData("tiny-bf16", "auto", 1, "layer: TorchScript")]
    [InlineData("tiny-bf16", "int8", 1, "layer: plain (TorchScript: keys and values are cached in int8)")]
    [InlineData("tiny-bf16", "auto", 2, "layer: plain (TorchScript: the layers are divided among devices)")]
    [InlineData("tiny-gptq-actorder", "auto", 1, "layer: plain (TorchScript: it does not support the format of a weight)")]
    public void Load_SupportedOrNot_SaysTheReason(string fixture, string kvCache, int parts, string expected)
    {
        using ModelRunner runner = Load(fixture, new InferenceOptions { KvCache = kvCache, TensorParallel = parts }, parts);

        Assert.All(Layers(runner), choice => Assert.Equal(expected, choice));
    }

    /// <summary>The operator for int4 is CUDA's alone, so the trial fails here.</summary>
    [Fact]
    public void Load_ScriptThatFails_IsNotUsed()
    {
        using ModelRunner runner = Load("tiny-awq", new InferenceOptions(), 1);

        Assert.StartsWith("layer: plain (TorchScript: Could not run 'aten::_weight_int4pack_mm'", Assert.Single(Layers(runner)), StringComparison.Ordinal);
    }

    private static string[] Layers(ModelRunner runner)
    {
        string[] choices = [.. runner.Operators.Select(choice => choice.ToString()).Where(choice => choice.StartsWith("layer:", StringComparison.Ordinal))];
        Assert.NotEmpty(choices);
        return choices;
    }

    private static ModelRunner Load(string fixture, InferenceOptions options, int gpus)
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require(fixture));
        return ModelRunner.Load(checkpoint, options with { DType = "float32" }, TestDevices.Gpus(gpus), null, TestContext.Current.CancellationToken);
    }
}
