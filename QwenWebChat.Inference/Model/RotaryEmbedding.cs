using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Rotary position embedding in the rotate-half form (Su et al. 2021; pairs are i and i + headSize/2), optionally with
/// YaRN's "NTK by parts" interpolation (Peng et al. 2023), which then applies to every position of a sequence,
/// including the first ones.
/// </summary>
internal sealed class RotaryEmbedding
{
    private readonly double[] _inverseFrequencies;
    private readonly double _magnitude;

    /// <param name="yarn">The YaRN settings, or null for none.</param>
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

    /// <summary>The number of rotated pairs of a head, headSize/2.</summary>
    public int PairCount => _inverseFrequencies.Length;

    /// <summary>Computes the cosines and sines of a position, [headSize/2] each, multiplied by YaRN's attention factor.</summary>
    public void Fill(int position, Span<float> cos, Span<float> sin)
    {
        for (int i = 0; i < _inverseFrequencies.Length; i++)
        {
            // float64 until the cosine: at position 131,071 a float32 angle has an error of up to 0.008 radians.
            (double s, double c) = Math.SinCos(position * _inverseFrequencies[i]);
            (cos[i], sin[i]) = ((float)(c * _magnitude), (float)(s * _magnitude));
        }
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
