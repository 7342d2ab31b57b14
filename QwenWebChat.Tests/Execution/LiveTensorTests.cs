using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using TorchSharp;

namespace QwenWebChat.Tests.Execution;

[Slow]
[Collection(ProcessWideCollection.Name)]
public sealed class LiveTensorTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("reference")]
    public void Run_ThousandDecodeSteps_LeavesNoTensorBehind(string kernels)
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-yarn"));
        long before = LiveTensors.Settle();
        ModelRunner runner = ModelRunner.Load(checkpoint, new InferenceOptions { DType = "float32", Device = "cpu", Kernels = kernels }, null, TestContext.Current.CancellationToken);
        LoneSequence sequence = new(runner);
        sequence.Run([1, 2, 3]);
        long loaded = LiveTensors.Now;

        for (int step = 0; step < 1_000; step++)
        {
            // The context holds 256: a new sequence begins now and then.
            if (step % 200 == 0)
            {
                sequence.Clear();
            }

            sequence.Run([step % 500]);
        }

        Assert.Equal(loaded, LiveTensors.Now);
        runner.Dispose();
        Assert.Equal(before, LiveTensors.Now);
    }
}
