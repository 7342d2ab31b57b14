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
/// The complete Qwen2 decoder (Yang et al. 2024) with float weights on one device, for training: embedding, pre-norm
/// layers, final norm, LM head. Fields are named as in the Hugging Face checkpoint. The serving model uses the same
/// layers (<see cref="TensorStage"/>).
/// </summary>
internal sealed class Qwen2Model : IDisposable
{
    private readonly TensorWeights _weights;
    private readonly DeviceOperators _operators;

    /// <param name="weights">The weights; the model takes ownership.</param>
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

    /// <summary>The embedding table, [vocabulary, hidden].</summary>
    public Tensor EmbedTokens { get; }

    public IReadOnlyList<DecoderLayer> Layers { get; }

    public RmsNorm Norm { get; }

    public RotaryEmbeddings Rotary { get; }

    /// <summary>The LM head; the embedding itself if the checkpoint ties them.</summary>
    public LinearGroup LmHead { get; }

    public Device Device => EmbedTokens.device;

    /// <summary>Runs the layers on tokens that attend to each other as <paramref name="context"/> specifies.</summary>
    /// <param name="ids">Int64 token ids, [tokens], on <see cref="Device"/>.</param>
    /// <returns>The normalized hidden states, [tokens, hidden].</returns>
    public Tensor Forward(Tensor ids, ForwardContext context)
    {
        Tensor hidden = EmbedTokens.index_select(0, ids);
        foreach (DecoderLayer layer in Layers)
        {
            // A layer's temporaries are freed after the layer: peak memory is that of one layer, not of the whole
            // stack.
            using DisposeScope scope = NewDisposeScope();
            Tensor next = layer.Forward(hidden, context).MoveToOuterDisposeScope();
            hidden.Dispose();
            hidden = next;
        }

        return Norm.Forward(hidden);
    }

    /// <param name="hidden">The hidden states, [tokens, hidden].</param>
    /// <returns>The logits, float32, [tokens, vocabulary].</returns>
    public Tensor Logits(Tensor hidden) => LmHead.Forward(hidden).to(ScalarType.Float32);

    public void Dispose()
    {
        _operators.Dispose();
        _weights.Dispose();
    }
}
