using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>Linear layers that are held in different ways, one after the other.</summary>
internal sealed class SeparateLinears(IReadOnlyList<LinearGroup> groups) : LinearGroup
{
    public override Tensor[] Forward(Tensor x) => [.. groups.SelectMany(group => group.Forward(x))];
}
