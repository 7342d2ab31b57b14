using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The end of the model: the final norm and the LM head.</summary>
/// <param name="weights">The weights on the device of the last layers. The caller keeps ownership of them and of the operators.</param>
internal sealed class ModelHead(Qwen2Config config, TensorWeights weights, DeviceOperators operators)
{
    private readonly RmsNorm _norm = new(weights[TensorSpec.NormName], config.RmsNormEps, operators);
    private readonly LinearGroup _lmHead = weights.Linears(operators, TensorSpec.HeadLayer(config));

    public Device Device => _norm.Weight.device;

    /// <param name="hidden">The residual stream, [tokens, hidden].</param>
    /// <param name="rows">The tokens whose logits are requested.</param>
    /// <returns>The logits, float32, [rows, vocabulary], on the device.</returns>
    public Tensor Logits(Tensor hidden, int[] rows)
    {
        Tensor last = hidden.index_select(0, Upload.Of(Array.ConvertAll(rows, row => (long)row), Device));
        return _lmHead.Forward(_norm.Forward(last)).to(ScalarType.Float32);
    }
}
