using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using TorchSharp;

namespace QwenWebChat.Tests.Execution;

public sealed class ModelPlacementTests
{
    private static readonly InferenceOptions Small = new() { Device = "cpu", MaxStepTokens = 16, CacheTokens = 16, MemoryShare = 1 };

    // The placeholder's 965,608 parameters are 3.9 MB as float32.
    [Theory]
    [InlineData(100_000_000, DType.Float32)]
    [InlineData(5_000_000, DType.BFloat16)]
    public void Decide_AutoOnCpu_TakesFloat32WhereItFitsHalfTheMemory(long memoryBytes, DType expected)
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);

        Assert.Equal(expected, ModelPlacement.Decide(checkpoint, Small, TestDevices.Host(memoryBytes)).Policy.DType);
    }

    [Fact]
    public void Decide_WeightsExceedMemory_IsRefusedWithFiguresAndARemedy()
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => ModelPlacement.Decide(checkpoint, Small with { DType = "float32" }, TestDevices.Host(1_500_000)));

        Assert.Contains("0.0 GB of weights, 0.0 GB for a step", error.Message, StringComparison.Ordinal);
        Assert.Contains("Quantize int4 takes the least", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_CudaWithoutAGpu_IsRefusedAndNotReplaced()
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => ModelPlacement.Decide(checkpoint, new InferenceOptions { Device = "cuda" }, TestDevices.Host(long.MaxValue)));

        Assert.Contains("no card here", error.Message, StringComparison.Ordinal);
    }
}
