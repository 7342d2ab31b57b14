using QwenWebChat.Inference.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// The Qwen2 decoder (Yang et al. 2024) in libtorch: embedding, a stack of pre-norm layers, final norm, LM head. Fields
/// are named as the Hugging Face checkpoint names them. It runs on a GPU, learns, and is the reference on a CPU.
/// </summary>
internal sealed class Qwen2Model : IDisposable
{
    private readonly ModelWeights _weights;

    public Qwen2Model(Qwen2Config config, ModelWeights weights)
    {
        Config = config;
        _weights = weights;
        Rotary = new RotaryEmbeddings(config);
        EmbedTokens = weights.Embedding("model.embed_tokens.weight");
        Layers = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new DecoderLayer(config, weights, layer))];
        Norm = new RmsNorm(weights["model.norm.weight"], config.RmsNormEps);
        LmHead = weights.Linears(config.TieWordEmbeddings ? "model.embed_tokens" : "lm_head");
    }

    public Qwen2Config Config { get; }

    public Embedding EmbedTokens { get; }

    public IReadOnlyList<DecoderLayer> Layers { get; }

    public RmsNorm Norm { get; }

    public RotaryEmbeddings Rotary { get; }

    /// <summary>The embedding itself where the checkpoint ties them.</summary>
    public LinearGroup LmHead { get; }

    /// <summary>The type of what is computed between the products.</summary>
    public ScalarType DType => Norm.Weight.dtype;

    public Device Device => Norm.Weight.device;

    public long ParameterCount => _weights.ParameterCount;

    public long WeightBytes => _weights.Bytes;

    /// <summary>Runs tokens that look at whatever <paramref name="context"/> lets them.</summary>
    /// <param name="ids">Int64 token ids, [tokens], on <see cref="Device"/>.</param>
    /// <returns>The normalised hidden states, [tokens, hidden].</returns>
    public Tensor Forward(Tensor ids, ForwardContext context)
    {
        Tensor hidden = EmbedTokens.Forward(ids);
        foreach (DecoderLayer layer in Layers)
        {
            // A layer's temporaries die with it: a chunk's peak memory is one layer's, not the stack's.
            using DisposeScope scope = NewDisposeScope();
            Tensor next = layer.Forward(hidden, context).MoveToOuterDisposeScope();
            hidden.Dispose();
            hidden = next;
        }

        return Norm.Forward(hidden);
    }

    /// <param name="hidden">[tokens, hidden].</param>
    /// <returns>Float32 logits, [tokens, vocabulary].</returns>
    public Tensor Logits(Tensor hidden) => LmHead.Forward(hidden)[0].to(ScalarType.Float32);

    public void Dispose() => _weights.Dispose();
}
