using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// The Qwen2 decoder (Yang et al. 2024) in one piece, of float weights on one device, as it learns: embedding, a stack of
/// pre-norm layers, final norm, LM head. Fields are named as the Hugging Face checkpoint names them. What serves is made
/// of the same layers (<see cref="TensorStage"/>).
/// </summary>
internal sealed class Qwen2Model : IDisposable
{
    private readonly TensorWeights _weights;
    private readonly DeviceOperators _operators;

    /// <param name="weights">Belong to the model from now on.</param>
    public Qwen2Model(Qwen2Config config, TensorWeights weights)
    {
        _weights = weights;
        EmbedTokens = weights[TensorSpec.EmbeddingName];
        _operators = DeviceOperators.PlainOn(EmbedTokens.device);
        Rotary = new RotaryEmbeddings(config);
        Layers = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new DecoderLayer(config, weights, _operators, layer, layer))];
        Norm = new RmsNorm(weights[TensorSpec.NormName], config.RmsNormEps, _operators);
        LmHead = weights.Linears(_operators, TensorSpec.HeadLayer(config));
    }

    /// <summary>[vocabulary, hidden].</summary>
    public Tensor EmbedTokens { get; }

    public IReadOnlyList<DecoderLayer> Layers { get; }

    public RmsNorm Norm { get; }

    public RotaryEmbeddings Rotary { get; }

    /// <summary>The embedding itself where the checkpoint ties them.</summary>
    public LinearGroup LmHead { get; }

    public Device Device => EmbedTokens.device;

    /// <summary>Runs tokens that look at whatever <paramref name="context"/> lets them.</summary>
    /// <param name="ids">Int64 token ids, [tokens], on <see cref="Device"/>.</param>
    /// <returns>The normalised hidden states, [tokens, hidden].</returns>
    public Tensor Forward(Tensor ids, ForwardContext context)
    {
        Tensor hidden = EmbedTokens.index_select(0, ids);
        foreach (DecoderLayer layer in Layers)
        {
            // A layer's temporaries die with it: peak memory is one layer's, not the stack's.
            using DisposeScope scope = NewDisposeScope();
            Tensor next = layer.Forward(hidden, context).MoveToOuterDisposeScope();
            hidden.Dispose();
            hidden = next;
        }

        return Norm.Forward(hidden);
    }

    /// <param name="hidden">[tokens, hidden].</param>
    /// <returns>Float32 logits, [tokens, vocabulary].</returns>
    public Tensor Logits(Tensor hidden) => LmHead.Forward(hidden).to(ScalarType.Float32);

    public void Dispose()
    {
        _operators.Dispose();
        _weights.Dispose();
    }
}
