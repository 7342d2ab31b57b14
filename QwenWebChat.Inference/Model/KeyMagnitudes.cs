namespace QwenWebChat.Inference.Model;

/// <summary>
/// About how large each element of a layer's keys grows: its bias, and three deviations of what the weights make of a
/// normalised input. Int8 keys are held as shares of it.
/// </summary>
internal static class KeyMagnitudes
{
    private const float Deviations = 3;

    // Of keys that are all zero.
    private const float Smallest = 1e-6f;

    /// <param name="bias">[kvHeads, headSize].</param>
    /// <param name="weightSquares">Of each element's row of weights times the norm's, the sum of squares, [kvHeads, headSize].</param>
    /// <returns>[kvHeads, headSize], the same for both of a rotated pair.</returns>
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
