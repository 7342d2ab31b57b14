using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.DemoModel.Training;

/// <summary>Causal attention inside each of several sequences of equal length, without a cache.</summary>
/// <param name="sequences">The number of sequences.</param>
/// <param name="length">The number of tokens of each sequence.</param>
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
