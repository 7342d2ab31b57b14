using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.DemoModel.Training;

/// <summary>Causal attention within each of several sequences of one length, side by side; nothing is cached.</summary>
/// <param name="sequences">How many.</param>
/// <param name="length">Tokens in each.</param>
internal sealed class BatchAttention(long sequences, long length) : IAttention
{
    public Tensor Attend(int layer, Tensor q, Tensor k, Tensor v)
    {
        (long heads, long headSize) = (q.size(1), q.size(2));
        return nn.functional.scaled_dot_product_attention(Heads(q, heads), Heads(k, heads), Heads(v, heads), is_casual: true)
            .transpose(1, 2)
            .reshape(sequences * length, heads * headSize);
    }

    // [sequences * length, own heads, headSize] -> [sequences, heads, length, headSize]; a shared head is not copied.
    private Tensor Heads(Tensor x, long heads)
    {
        (long own, long headSize) = (x.size(1), x.size(2));
        return x.view(sequences, length, own, 1, headSize)
            .expand(sequences, length, own, heads / own, headSize)
            .permute(0, 2, 3, 1, 4)
            .reshape(sequences, heads, length, headSize);
    }
}
