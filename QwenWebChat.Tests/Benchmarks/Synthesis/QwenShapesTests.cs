using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Tests.Benchmarks.Synthesis;

/// <summary>The shapes by name.</summary>
public sealed class QwenShapesTests
{
    // The counts of the published checkpoints' safetensors files.
    [Theory]
    [InlineData("7b", 7_615_616_512)]
    [InlineData("1.5b", 1_543_714_304)]
    [InlineData("0.5b", 494_032_768)]
    public void Named_PublishedModel_HasItsParameters(string name, long parameters)
    {
        Assert.Equal(parameters, TensorSpec.For(QwenShapes.Named(name)).Sum(spec => spec.ElementCount));
    }

    [Fact]
    public void Named_FewerLayers_KeepsTheRest()
    {
        Qwen2Config config = QwenShapes.Named("7b", 2);

        Assert.Equal(QwenShapes.Named("7b") with { LayerCount = 2 }, config);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public void Named_LayersItDoesNotHave_AreRefused(int layers)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => QwenShapes.Named("0.5b", layers));

        Assert.Equal($"--layers is {layers}; 0.5b has 24, so it must be 1 to 24.", error.Message);
    }
}
