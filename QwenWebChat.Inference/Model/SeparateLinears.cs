using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>Linear layers that are held in different ways, one after the other.</summary>
internal sealed class SeparateLinears(IReadOnlyList<LinearGroup> groups) : LinearGroup
{
    public override Tensor Forward(Tensor x) => cat([.. groups.Select(group => group.Forward(x))], -1);
}
