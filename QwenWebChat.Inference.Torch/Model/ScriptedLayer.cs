using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>A decoder layer in which all operators before attention are one native call, and all after it another.</summary>
internal sealed class ScriptedLayer
{
    private readonly DecoderLayer _layer;
    private readonly int _cacheLayer;
    private readonly Scalar _epsilon;
    private readonly ScriptedWeight _qkv;
    private readonly ScriptedWeight _output;
    private readonly ScriptedWeight _gateUp;
    private readonly ScriptedWeight _down;

    private ScriptedLayer(DecoderLayer layer, int cacheLayer, Scalar epsilon, ScriptedWeight qkv, ScriptedWeight output, ScriptedWeight gateUp, ScriptedWeight down)
    {
        (_layer, _cacheLayer, _epsilon) = (layer, cacheLayer, epsilon);
        (_qkv, _output, _gateUp, _down) = (qkv, output, gateUp, down);
    }

    /// <summary>True if a weight is quantized, so that many rows are computed faster with weights converted to floats.</summary>
    public bool IsQuantized => _qkv.IsQuantized || _output.IsQuantized || _gateUp.IsQuantized || _down.IsQuantized;

    /// <param name="cacheLayer">The layer number in the cache.</param>
    /// <returns>The scripted layer; null if the script does not support the form of a weight.</returns>
    public static ScriptedLayer? Of(DecoderLayer layer, int cacheLayer, Scalar epsilon) =>
        layer.SelfAttn.QkvProj.Scripted is { Bias: not null } qkv
        && layer.SelfAttn.OProj.Scripted is { Bias: null } output
        && layer.Mlp.GateUpProj.Scripted is { Bias: null } gateUp
        && layer.Mlp.DownProj.Scripted is { Bias: null } down
            ? new ScriptedLayer(layer, cacheLayer, epsilon, qkv, output, gateUp, down)
            : null;

    /// <param name="hidden">The residual stream, [tokens, hidden]; the result has the same shape.</param>
    public Tensor Forward(Tensor hidden, Tensor cos, Tensor sin, TensorAttention attention)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor keys, Tensor values) = attention.Cached(_cacheLayer);
        Tensor queries = LayerScript.BeforeAttention(hidden, _layer.InputLayerNorm.Weight, _epsilon, _qkv, cos, sin, attention.Slots, keys, values);
        Tensor attended = attention.AttendCached(_cacheLayer, queries, hidden.dtype);
        return LayerScript.AfterAttention(attended, hidden, _output, _layer.PostAttentionLayerNorm.Weight, _epsilon, _gateUp, _down).MoveToOuterDisposeScope();
    }
}
