using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class CheckpointExceptionTests
{
    [Fact]
    public void Message_NamesFileFoundAndExpected()
    {
        CheckpointException exception = new("a/config.json", "no file", "the model's configuration");

        Assert.Equal("a/config.json: found no file; expected the model's configuration.", exception.Message);
    }

    [Fact]
    public void Torch_Loads()
    {
        using TorchSharp.torch.Tensor ones = TorchSharp.torch.ones(2);
        Assert.Equal(2f, ones.sum().item<float>());
    }
}
