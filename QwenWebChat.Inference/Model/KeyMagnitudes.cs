namespace QwenWebChat.Inference.Model;

/// <summary>
/// Estimates the magnitude of each element of a layer's keys: its bias plus three standard deviations of the weights'
/// product with a normalized input. Int8 keys are stored relative to it.
/// </summary>
internal static class KeyMagnitudes
{
    private const float Deviations = 3;

    // The magnitude of keys that are all zero.
    private const float Smallest = 1e-6f;

    /// <param name="bias">The key bias, [kvHeads, headSize].</param>
    /// <param name="weightSquares">
    /// The sum of squares of each element's row of weights times the norm's weights, [kvHeads, headSize].
    /// </param>
    /// <returns>The magnitudes, [kvHeads, headSize], equal for both elements of a rotated pair.</returns>
    public static float[] Of(ReadOnlySpan<float> bias, ReadOnlySpan<float> weightSquares, int headSize)
    {
        int half = headSize / 2;
        float[] magnitudes = new float[bias.Length];
        for (int i = 0; i < magnitudes.Length; i++)
        {
            int other = i % headSize < half ? i + half : i - half;
            float squares = (bias[i] * bias[i]) + (bias[other] * bias[other]) + (Deviations * Deviations * (weightSquares[i] + weightSquares[other]));
            magnitudes[i] = MathF.Max(MathF.Sqrt(squares), Smallest);
        }

        return magnitudes;
    }
}
