using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Rotary position embedding in the rotate-half form (Su et al. 2021; pairs are i and i + headSize/2), with YaRN's
/// "NTK by parts" interpolation where it is asked for (Peng et al. 2023). It then holds for every position of a
/// sequence, the first ones too.
/// </summary>
internal sealed class RotaryEmbedding
{
    private readonly double[] _inverseFrequencies;
    private readonly double _magnitude;

    /// <param name="yarn">How the context is stretched, or null.</param>
    public RotaryEmbedding(Qwen2Config config, YarnScaling? yarn)
    {
        int pairs = config.HeadSize / 2;
        _inverseFrequencies = new double[pairs];
        for (int i = 0; i < pairs; i++)
        {
            _inverseFrequencies[i] = Math.Pow(config.RopeTheta, -2.0 * i / config.HeadSize);
        }

        _magnitude = yarn?.AttentionFactor ?? 1;
        if (yarn is not null)
        {
            Interpolate(yarn, config.RopeTheta, config.HeadSize);
        }
    }

    /// <summary>Cosines and sines of a position, [headSize/2] each, already times YaRN's attention factor.</summary>
    public void Fill(int position, Span<float> cos, Span<float> sin)
    {
        for (int i = 0; i < _inverseFrequencies.Length; i++)
        {
            // float64 until the cosine: at position 131,071 a float32 angle is off by up to 0.008 radians.
            (double s, double c) = Math.SinCos(position * _inverseFrequencies[i]);
            (cos[i], sin[i]) = ((float)(c * _magnitude), (float)(s * _magnitude));
        }
    }

    /// <summary>
    /// Cosines and sines of positions, as <see cref="Rotate"/> takes them: for both halves of a head, the sines of the
    /// first half negative.
    /// </summary>
    /// <returns>Two float32 tensors of [positions, headSize], on the CPU.</returns>
    public (Tensor Cos, Tensor Sin) At(IReadOnlyList<int> positions)
    {
        int pairs = _inverseFrequencies.Length;
        float[] cos = new float[positions.Count * 2 * pairs];
        float[] sin = new float[cos.Length];
        for (int i = 0; i < positions.Count; i++)
        {
            Span<float> c = cos.AsSpan(i * 2 * pairs, 2 * pairs);
            Span<float> s = sin.AsSpan(i * 2 * pairs, 2 * pairs);
            Fill(positions[i], c[..pairs], s[pairs..]);
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
        // The products are float32, whatever x is.
        Tensor swapped = x.view(tokens, heads, 2, headSize / 2).flip(2).view(tokens, heads, headSize);
        return addcmul(x.mul(cos.unsqueeze(1)), swapped, sin.unsqueeze(1), Scalars.One).to(x.dtype);
    }

    private void Interpolate(YarnScaling yarn, double theta, int headSize)
    {
        // The pair index whose wavelength makes `rotations` turns over the original context.
        double PairOf(double rotations) =>
            headSize * Math.Log(yarn.OriginalMaxPositionEmbeddings / (rotations * 2 * Math.PI)) / (2 * Math.Log(theta));

        double low = Math.Max(Math.Floor(PairOf(yarn.BetaFast)), 0);
        double high = Math.Min(Math.Ceiling(PairOf(yarn.BetaSlow)), headSize - 1);
        double width = Math.Max(high - low, 0.001);
        for (int i = 0; i < _inverseFrequencies.Length; i++)
        {
            double interpolated = Math.Clamp((i - low) / width, 0, 1);
            _inverseFrequencies[i] *= (1 - interpolated) + (interpolated / yarn.Factor);
        }
    }
}
