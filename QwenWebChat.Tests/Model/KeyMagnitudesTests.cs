using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Model;

public sealed class KeyMagnitudesTests
{
    /// <summary>From a device's joined product, and from the rows that the CPU's kernels hold.</summary>
    [Theory]
    [InlineData("tiny-bf16")]
    [InlineData("tiny-gptq-actorder")]
    public void KeyMagnitudes_OfBothPaths_AreTheSame(string fixture)
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require(fixture));
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using ModelWeights panels = ModelWeights.Load(checkpoint, PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32)), null, 1, null, cancellationToken);
        using TensorWeights packed = TensorWeights.Load(
            checkpoint, PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32, WeightStore.Device)), CPU, null, cancellationToken);
        using DeviceOperators operators = DeviceOperators.PlainOn(CPU);
        DecoderLayer layer = new(checkpoint.Config, packed, operators, 1, 0);

        float[] expected = new CpuLayer(checkpoint.Config, panels, 1).KeyMagnitudes();
        float[] magnitudes = layer.SelfAttn.KeyMagnitudes(layer.InputLayerNorm.Weight);

        Assert.Equal(expected.Length, magnitudes.Length);
        Assert.All(expected.Zip(magnitudes), pair => Assert.Equal(pair.First, pair.Second, 1e-3f * pair.First));
    }
}
