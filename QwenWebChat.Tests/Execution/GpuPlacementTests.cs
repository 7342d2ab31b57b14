using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Execution;
using QwenWebChat.Tests.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Execution;

/// <summary>Tests the placement of Qwen2.5-7B on GPUs of several sizes, from its headers alone.</summary>
public sealed class GpuPlacementTests
{
    private const long Gibibyte = 1L << 30;

    // As on a GPU: what the tests' GPUs compute in by default is float32.
    private static readonly InferenceOptions OnGpus = new() { DType = "bfloat16", MaxStepTokens = 2_048 };
    private static readonly InferenceOptions Int4 = OnGpus with { Quantize = "int4", GroupSize = 128 };

    /// <summary>The issue's own sizes: 128K tokens with int8 keys and values on 24 GB, 32K with bfloat16 ones on 20 GB.</summary>
    [Theory]
    [InlineData(24, "int8", 131_072, 9.0)]
    [InlineData(20, "bfloat16", 32_768, 7.0)]
    [InlineData(24, "bfloat16", 131_072, 13.0)]
    public void Decide_SevenBInt4_FitsOneCard(int gibibytes, string kvCache, int cacheTokens, double mostGibibytes)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);

        DevicePlacement placement = Decide(checkpoint, Int4 with { KvCache = kvCache, CacheTokens = cacheTokens }, 1, gibibytes);

        MemoryPart gpu = Assert.Single(placement.Memory.Parts, part => part.IsGpu);
        double taken = gpu.WeightBytes + gpu.ActivationBytes + (placement.Memory.BlockCount * gpu.BlockBytes);
        Assert.Equal("int4", placement.FormatName);
        Assert.Equal(cacheTokens, placement.Memory.CacheTokens);
        Assert.InRange(taken / Gibibyte, mostGibibytes - 2, mostGibibytes);
    }

    [Fact]
    public void Decide_GpuThatHoldsIt_LeavesTheEmbeddingInTheMachinesMemory()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);

        DevicePlacement placement = Decide(checkpoint, OnGpus with { KvCache = "bfloat16" }, 1, 24);

        Assert.Equal(["the embedding", "layers 1 to 28, the head"], placement.Memory.Parts.Select(part => part.Holds.ToString()));
        Assert.Equal([1.09, 14.14], placement.Memory.Parts.Select(part => Math.Round(part.WeightBytes / 1e9, 2)));
        Assert.Equal(14.14, Math.Round(placement.BytesPerToken / 1e9, 2));
        Assert.Equal(KvFormat.BFloat16, placement.KvFormat);
    }

    /// <summary>Two GPUs are taken where one does not hold the longest context, and each has layers by its memory.</summary>
    [Fact]
    public void Decide_BFloat16OnSmallGpus_IsSplitByMemory()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);
        DeviceInventory devices = new(1L << 40, [Gpu("small", 12), Gpu("large", 16), Gpu("third", 12)], null);

        DevicePlacement placement = OnDevices(ModelPlacement.Decide(checkpoint, OnGpus with { CacheTokens = 65_536 }, devices));

        Assert.Equal(["small", "large"], placement.Stages.Select(stage => stage.Ranks[0].Device.Name));
        Assert.Equal(28, placement.Stages.Sum(stage => stage.LayerCount));
        Assert.InRange(placement.Stages[1].LayerCount, 16, 18);
        Assert.All(placement.Memory.Parts, part => Assert.True(part.FittingBlocks >= 4_096));
    }

    /// <summary>A small GPU beside a large one is no reason to refuse what the large one holds, and never gets the head.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void Decide_ASmallGpuBesideALargeOne_HelpsOrIsLeftAlone(int gibibytes, int stages)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);
        ComputeDevice large = Gpu("large", 18);

        ModelPlacement alone = ModelPlacement.Decide(checkpoint, OnGpus, new DeviceInventory(1L << 40, [large], null));
        DevicePlacement both = OnDevices(ModelPlacement.Decide(checkpoint, OnGpus, new DeviceInventory(1L << 40, [Gpu("small", gibibytes), large], null)));

        Assert.Equal(stages, both.Stages.Count);
        Assert.Equal(("large", true), (both.Stages[^1].Ranks[0].Device.Name, both.Stages[^1].HasHead));
        Assert.True(both.Memory.CacheTokens >= alone.Memory.CacheTokens);
    }

    [Fact]
    public void Decide_TensorParallel_SharesEveryLayer()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);

        DevicePlacement placement = Decide(checkpoint, Int4 with { TensorParallel = 4 }, 4, 8);

        StagePlan stage = Assert.Single(placement.Stages);
        Assert.Equal(
            ["the embedding", "share 1 of 4 of layers 1 to 28, the head", "share 2 of 4 of layers 1 to 28", "share 3 of 4 of layers 1 to 28", "share 4 of 4 of layers 1 to 28"],
            placement.Memory.Parts.Select(part => part.Holds.ToString()));
        Assert.All(stage.Ranks, rank => Assert.Equal((7, 1, 4_736), (rank.Config.HeadCount, rank.Config.KeyValueHeadCount, rank.Config.IntermediateSize)));
    }

    /// <summary>Memory that other programs use is not planned for the model.</summary>
    [Fact]
    public void Decide_GpuInUse_TakesWhatIsFree()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);
        DeviceInventory devices = new(1L << 40, [Gpu("card", 24) with { FreeBytes = 8 * Gibibyte }], null);

        MemoryPlan memory = ModelPlacement.Decide(checkpoint, Int4, devices).Memory;

        Assert.Equal(8 * Gibibyte, memory.Parts[1].LimitBytes);
        Assert.True(memory.Parts[1].FittingBlocks >= memory.BlockCount);
    }

    [Theory]
    [InlineData("none", 8, 12, 13)]
    [InlineData("int4", 4, 16, 18)]
    public void Decide_GpuTooSmall_IsRefusedWithTheLayersThatWouldFit(string quantize, int gibibytes, int least, int most)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);
        InferenceOptions options = OnGpus with { Quantize = quantize };

        CheckpointException error = Assert.Throws<CheckpointException>(() => Decide(checkpoint, options, 1, gibibytes));
        int[] fitting = [.. Enumerable.Range(1, 27).Where(layers => error.Message.Contains($"Model:GpuLayers {layers} would fit and leave {28 - layers} of 28 layers to the CPU", StringComparison.Ordinal))];

        Assert.Contains("of card 0's memory", error.Message, StringComparison.Ordinal);
        Assert.InRange(Assert.Single(fitting), least, most);
        Assert.Equal(28 - fitting[0], Decide(checkpoint, options with { GpuLayers = fitting[0] }, 1, gibibytes).HostLayers);
        Assert.Throws<CheckpointException>(() => Decide(checkpoint, options with { GpuLayers = fitting[0] + 1 }, 1, gibibytes));
    }

    [Theory]
    [InlineData("{\"TensorParallel\":3}", 3, "a TensorParallel that divides 4 or is a multiple of it, not 3")]
    [InlineData("{\"TensorParallel\":2}", 1, "2 GPUs requested; expected at most 1, the number of usable GPUs")]
    [InlineData("{\"GpuCount\":3}", 2, "3 GPUs requested; expected at most 2, the number of usable GPUs")]
    [InlineData("{\"GpuLayers\":29}", 1, "GpuLayers 29; expected at most 28")]
    [InlineData("{\"Device\":\"cuda\"}", 0, "no usable GPU (no card here); expected a GPU that libtorch can use, or Device auto or cpu")]
    [InlineData("{\"GpuLayers\":20}", 0, "no usable GPU (no card here); expected a GPU that libtorch can use, or Device auto or cpu")]
    public void Decide_WhatIsNotThere_IsRefused(string changes, int gpus, string expected)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = HollowCheckpoint.SevenB(folder);
        InferenceOptions options = System.Text.Json.JsonSerializer.Deserialize<InferenceOptions>(changes)!;

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => ModelPlacement.Decide(checkpoint, options, gpus == 0 ? TestDevices.Host(1L << 40) : TestDevices.Gpus(gpus)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"GpuCount\":0}", "GpuCount is 0; it must be 1 to 64.")]
    [InlineData("{\"TensorParallel\":0}", "TensorParallel is 0; it must be 1 to 64.")]
    [InlineData("{\"GpuCount\":2,\"TensorParallel\":4}", "with tensor parallelism they must be the same")]
    [InlineData("{\"GpuLayers\":-1}", "GpuLayers is -1; it must be 0 or more.")]
    [InlineData("{\"Device\":\"cpu\",\"GpuCount\":2}", "Device must be auto or cuda")]
    [InlineData("{\"Device\":\"cuda\",\"Kernels\":\"reference\"}", "one of them must be auto")]
    [InlineData("{\"Kernels\":\"reference\",\"GpuCount\":2}", "Kernels is 'reference', which is for a CPU")]
    [InlineData("{\"GpuLayers\":0,\"TensorParallel\":2}", "GpuLayers is 0, and Device, GpuCount, TensorParallel")]
    [InlineData("{\"GpuLayers\":0,\"Kernels\":\"torch\"}", "remove one of them")]
    public void Validate_Contradiction_SaysWhatWouldBeRight(string changes, string expected)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => System.Text.Json.JsonSerializer.Deserialize<InferenceOptions>(changes)!.Validate());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_NoLayersForGpus_IsTheCpus()
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);
        Assert.IsType<HostPlacement>(ModelPlacement.Decide(checkpoint, new InferenceOptions { GpuLayers = 0 }, TestDevices.Gpus(1)));
    }

    /// <summary>No GPU, and none asked for: the CPU runs it, and says why.</summary>
    [Fact]
    public void Load_AutoWithoutAGpu_SaysWhy()
    {
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);
        using ModelRunner runner = ModelRunner.Load(checkpoint, new InferenceOptions(), TestDevices.Host(1L << 40), null, TestContext.Current.CancellationToken);

        Assert.Equal(("CPU", "no card here"), (runner.DeviceName, Assert.Single(runner.DeviceNotes)));
    }

    [Theory]
    [InlineData(28, new[] { 20L, 10L }, new[] { 19, 9 })]
    [InlineData(28, new[] { -5L, 10L }, new[] { 0, 28 })]
    [InlineData(28, new[] { 10L, -5L }, new[] { 27, 1 })]
    [InlineData(3, new[] { 1L, 1L, 1L }, new[] { 1, 1, 1 })]
    [InlineData(2, new[] { 1L, 1L, 1L }, new[] { 1, 0, 1 })]
    public void CardShares_AreByMemoryAndTheLastHasALayer(int layers, long[] bytes, int[] expected)
    {
        Assert.Equal(expected, GpuShares.Of(layers, bytes));
    }

    private static ComputeDevice Gpu(string name, int gibibytes) => new(name, null, gibibytes * Gibibyte, gibibytes * Gibibyte);

    private static DevicePlacement Decide(Checkpoint checkpoint, InferenceOptions options, int gpus, int gibibytes) =>
        OnDevices(ModelPlacement.Decide(checkpoint, options, TestDevices.Gpus(gpus, gibibytes * Gibibyte)));

    private static DevicePlacement OnDevices(ModelPlacement placement) => Assert.IsType<DevicePlacement>(placement);
}
