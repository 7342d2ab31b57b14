using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>The gated feed-forward block (Shazeer 2020): down(silu(gate(x)) * up(x)), without biases.</summary>
internal sealed class SwiGluMlp
{
    public SwiGluMlp(ModelWeights weights, string prefix)
    {
        GateUpProj = weights.Linears($"{prefix}.gate_proj", $"{prefix}.up_proj");
        DownProj = weights.Linears($"{prefix}.down_proj");
    }

    public LinearGroup GateUpProj { get; }

    public LinearGroup DownProj { get; }

    /// <param name="x">[tokens, hidden]; so is the result.</param>
    public Tensor Forward(Tensor x)
    {
        Tensor[] gateUp = GateUpProj.Forward(x);
        return DownProj.Forward(nn.functional.silu(gateUp[0]).mul_(gateUp[1]))[0];
    }
}
