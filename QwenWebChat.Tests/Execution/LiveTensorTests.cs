using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using TorchSharp;

namespace QwenWebChat.Tests.Execution;

public sealed class LiveTensorTests
{
    [Fact]
    public void Run_ThousandDecodeSteps_LeavesNoTensorBehind()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-yarn"));
        long before = LiveTensors.Settle();
        ModelRunner runner = ModelRunner.Load(checkpoint, new InferenceOptions { DType = "float32", Device = "cpu" }, null, TestContext.Current.CancellationToken);
        runner.Begin([1, 2, 3]);
        runner.Run([1, 2, 3]);
        long loaded = LiveTensors.Now;

        for (int step = 0; step < 1_000; step++)
        {
            // The context holds 256: a new sequence begins now and then.
            if (step % 200 == 0)
            {
                runner.Begin([step]);
            }

            runner.Run([step % 500]);
        }

        Assert.Equal(loaded, LiveTensors.Now);
        runner.Dispose();
        Assert.Equal(before, LiveTensors.Now);
    }
}
