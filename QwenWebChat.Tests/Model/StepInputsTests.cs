using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Model;

[Collection(ProcessWideCollection.Name)]
public sealed class StepInputsTests
{
    [Fact]
    public void Following_EverySequenceGoesOn_IsTheStepAfter()
    {
        Batch batch = new([7, 8, 9, 10], [Run([5, 9], 14, 3, 0), Run([2], 4, 1, 3, yarnFactor: 2)], [2, 3]);

        Batch next = StepInputs.Following(batch)!;

        Assert.Equal([(17, 1, 0, 1), (5, 1, 1, 2)], next.Runs.Select(run => (run.Tokens.Start, run.Tokens.Count, run.Tokens.FirstRow, run.YarnFactor)));
        Assert.Equal([0, 1], next.LogitRows);
    }

    [Theory]
    [InlineData(15, 1, true)]
    [InlineData(14, 1, false)]
    public void Following_AtABlocksEnd_IsUnknown(int start, int count, bool isUnknown)
    {
        Assert.Equal(isUnknown, StepInputs.Following(new Batch([1], [Run([3], start, count, 0)], [0])) is null);
    }

    [Fact]
    public void Following_PromptNotReadToItsEnd_IsUnknown()
    {
        Assert.Null(StepInputs.Following(new Batch([1, 2], [Run([3], 0, 1, 0), Run([4], 5, 1, 1)], [1])));
    }

    [Fact]
    public void Fit_SameRuns_WhateverTheIdsAndFurtherBlocks()
    {
        Batch batch = new([1, 2], [Run([3, 4], 5, 1, 0), Run([8], 2, 1, 1)], [0, 1]);
        using StepInputs inputs = StepInputs.Make(batch, _ => []);

        Assert.True(inputs.Fit(new Batch([7, 7], [Run([3, 6, 7], 5, 1, 0), Run([8], 2, 1, 1)], [0, 1])));
        Assert.False(inputs.Fit(new Batch([7, 7], [Run([6, 4], 5, 1, 0), Run([8], 2, 1, 1)], [0, 1])));
        Assert.False(inputs.Fit(new Batch([7, 7], [Run([3, 4], 6, 1, 0), Run([8], 2, 1, 1)], [0, 1])));
        Assert.False(inputs.Fit(new Batch([7, 7], [Run([3, 4], 5, 1, 0), Run([8], 2, 1, 1, yarnFactor: 4)], [0, 1])));
        Assert.False(inputs.Fit(new Batch([7], [Run([3, 4], 5, 1, 0)], [0])));
    }

    [Fact]
    public void Make_Tensors_OutliveTheScopeAndEndWithIt()
    {
        long before = LiveTensors.Settle();
        StepInputs inputs;
        using (DisposeScope scope = NewDisposeScope())
        {
            inputs = StepInputs.Make(new Batch([], [], []), _ => [new ForwardContext(null!, zeros(2), zeros(3))]);
        }

        Assert.Equal(5, inputs.Contexts[0].Cos.numel() + inputs.Contexts[0].Sin.numel());
        inputs.Dispose();
        Assert.Equal(before, LiveTensors.Now);
    }

    private static BatchRun Run(int[] blocks, int start, int count, int firstRow, int yarnFactor = 1) => new(new AttentionRun(blocks, start, count, firstRow), yarnFactor);
}
