using QwenWebChat.DemoModel.Training;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.DemoModel.Training;

public sealed class BatchAttentionTests
{
    /// <summary>Training and serving are one mathematics: float32 sums differ in their order alone.</summary>
    [Fact]
    public void Forward_SequencesSideBySide_EqualsServingThemOneByOne()
    {
        using DisposeScope scope = NewDisposeScope();
        using Checkpoint checkpoint = Checkpoint.Open(UntrainedModel.Folder);
        using TensorWeights weights = TensorWeights.Load(
            checkpoint, PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32, WeightStore.Exact)), CPU, null, TestContext.Current.CancellationToken);
        Qwen2Model model = new(checkpoint.Config, weights);
        long[][] sequences = [[5, 9, 200, 7], [1, 2, 3, 4]];
        (Tensor cos, Tensor sin) = Rotations.At(model.Rotary.For(1), [.. Enumerable.Range(0, 4)]);

        Tensor hidden = model.Forward(
            tensor(sequences.SelectMany(ids => ids).ToArray()), new ForwardContext(new BatchAttention(2, 4), cos.repeat(2, 1), sin.repeat(2, 1)));
        float[][] batched = [Last(model, hidden, 3), Last(model, hidden, 7)];

        for (int s = 0; s < sequences.Length; s++)
        {
            using ModelRunner runner = ModelRunner.Load(checkpoint, new InferenceOptions { DType = "float32", Device = "cpu" }, null, TestContext.Current.CancellationToken);
            int[] ids = [.. sequences[s].Select(id => (int)id)];
            float[] served = new LoneSequence(runner).Run(ids).ToArray();

            Assert.InRange(served.Zip(batched[s], (a, b) => Math.Abs(a - b)).Max() / served.Max(Math.Abs), 0, 1e-4);
        }
    }

    private static float[] Last(Qwen2Model model, Tensor hidden, long row) =>
        model.Logits(hidden.narrow(0, row, 1)).data<float>().ToArray();
}
