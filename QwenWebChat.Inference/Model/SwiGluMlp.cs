using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>The gated feed-forward block (Shazeer 2020): down(silu(gate(x)) * up(x)), without biases.</summary>
internal sealed class SwiGluMlp
{
    public SwiGluMlp(ModelWeights weights, string prefix)
    {
        GateProj = new Linear(weights[$"{prefix}.gate_proj.weight"]);
        UpProj = new Linear(weights[$"{prefix}.up_proj.weight"]);
        DownProj = new Linear(weights[$"{prefix}.down_proj.weight"]);
    }

    public Linear GateProj { get; }

    public Linear UpProj { get; }

    public Linear DownProj { get; }

    /// <param name="x">[tokens, hidden]; so is the result.</param>
    public Tensor Forward(Tensor x) => DownProj.Forward(nn.functional.silu(GateProj.Forward(x)).mul_(UpProj.Forward(x)));
}
