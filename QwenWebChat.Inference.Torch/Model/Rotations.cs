using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Applies the rotary position embedding to tensors.</summary>
internal static class Rotations
{
    /// <summary>
    /// Returns the cosines and sines of positions in the form that <see cref="Rotate"/> takes: repeated for both halves
    /// of a head, with the sines of the first half negated.
    /// </summary>
    /// <returns>Two float32 tensors of [positions, headSize], on the CPU.</returns>
    public static (Tensor Cos, Tensor Sin) At(RotaryEmbedding rotary, IReadOnlyList<int> positions)
    {
        int pairs = rotary.PairCount;
        float[] cos = new float[positions.Count * 2 * pairs];
        float[] sin = new float[cos.Length];
        for (int i = 0; i < positions.Count; i++)
        {
            Span<float> c = cos.AsSpan(i * 2 * pairs, 2 * pairs);
            Span<float> s = sin.AsSpan(i * 2 * pairs, 2 * pairs);
            rotary.Fill(positions[i], c[..pairs], s[pairs..]);
            c[..pairs].CopyTo(c[pairs..]);
            for (int pair = 0; pair < pairs; pair++)
            {
                s[pair] = -s[pairs + pair];
            }
        }

        return (tensor(cos, [positions.Count, 2 * pairs]), tensor(sin, [positions.Count, 2 * pairs]));
    }

    /// <summary>Rotates <paramref name="x"/>, [tokens, heads, headSize]; the result has its dtype.</summary>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        (long tokens, long heads, long headSize) = (x.size(0), x.size(1), x.size(2));
        // The products are computed in float32 for any dtype of x.
        Tensor swapped = x.view(tokens, heads, 2, headSize / 2).flip(2).view(tokens, heads, headSize);
        return addcmul(x.mul(cos.unsqueeze(1)), swapped, sin.unsqueeze(1), Scalars.One).to(x.dtype);
    }
}
