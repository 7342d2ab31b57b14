using QwenWebChat.Inference.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Rotary position embedding in the rotate-half form (Su et al. 2021; pairs are i and i + headSize/2), with YaRN's
/// "NTK by parts" interpolation where the configuration asks for it (Peng et al. 2023). YaRN is static: it holds for
/// every position, short prompts too.
/// </summary>
internal sealed class RotaryEmbedding
{
    private readonly double[] _inverseFrequencies;
    private readonly Scalar _magnitude;

    public RotaryEmbedding(Qwen2Config config)
    {
        int pairs = config.HeadSize / 2;
        _inverseFrequencies = new double[pairs];
        for (int i = 0; i < pairs; i++)
        {
            _inverseFrequencies[i] = Math.Pow(config.RopeTheta, -2.0 * i / config.HeadSize);
        }

        _magnitude = (config.RopeScaling?.AttentionFactor ?? 1).ToScalar();
        if (config.RopeScaling is { } yarn)
        {
            Interpolate(yarn, config.RopeTheta, config.HeadSize);
        }
    }

    /// <summary>Cosines and sines of the positions <paramref name="start"/> to start + count - 1.</summary>
    /// <returns>Two float32 tensors of [count, headSize/2], already times YaRN's attention factor.</returns>
    public (Tensor Cos, Tensor Sin) At(int start, int count, Device device)
    {
        // float64 until the cosine: at position 131,071 a float32 angle is off by up to 0.008 radians.
        using Tensor frequencies = tensor(_inverseFrequencies, dtype: ScalarType.Float64);
        using Tensor positions = tensor(Enumerable.Range(start, count).Select(position => (double)position).ToArray(), dtype: ScalarType.Float64);
        using Tensor angles = outer(positions, frequencies);
        using Tensor cos = angles.cos().mul_(_magnitude);
        using Tensor sin = angles.sin().mul_(_magnitude);
        return (cos.to(ScalarType.Float32, device), sin.to(ScalarType.Float32, device));
    }

    /// <summary>Rotates <paramref name="x"/>, [tokens, heads, headSize]; the result has its dtype.</summary>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        long half = x.size(-1) / 2;
        Tensor wide = x.to(ScalarType.Float32);
        Tensor first = wide.narrow(-1, 0, half);
        Tensor second = wide.narrow(-1, half, half);
        Tensor c = cos.unsqueeze(1); // [tokens, 1, headSize/2]
        Tensor s = sin.unsqueeze(1);
        return cat([(first * c) - (second * s), (second * c).add(first * s, Scalars.One)], -1).to(x.dtype);
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
