using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Quantization;

/// <summary>Quantizes groups of floats to integers with the minimum squared error that a small search finds.</summary>
internal static class GroupRounding
{
    // The shares by which the range is narrowed: clipping an outlier often costs less than coarser steps for all other
    // values.
    private static readonly (float Bottom, float Top)[] Shrinks =
        [(0, 0), (0.05f, 0.05f), (0.08f, 0), (0, 0.08f), (0.1f, 0.1f), (0.16f, 0.16f)];

    /// <summary>Quantizes to 4 bits with an offset: weight = scale x value - offset, value 0 to 15.</summary>
    /// <param name="weights">The weights of one group; a multiple of 8.</param>
    /// <param name="values">The quantized values, as many as weights.</param>
    /// <returns>Scale and offset, both exactly representable as float16; not finite if a weight is not.</returns>
    public static (float Scale, float Offset) ToNibbles(ReadOnlySpan<float> weights, Span<byte> values)
    {
        float low = MathF.Min(0, TensorPrimitives.Min(weights));
        float high = MathF.Max(0, TensorPrimitives.Max(weights));
        float range = high - low;
        double sum = TensorPrimitives.Sum(weights);
        (float Scale, float Offset) best = (AsHalf(range / 15), AsHalf(-low));
        float least = Try(weights, best.Scale, best.Offset).Error;
        foreach ((float bottom, float top) in Shrinks)
        {
            Fit fit = Try(weights, range * (1 - bottom - top) / 15, -(low + (range * bottom)));
            double spread = (weights.Length * (double)fit.Squares) - ((double)fit.Values * fit.Values);
            if (spread > 0)
            {
                // Linear regression: the scale and offset with the minimum error for these values.
                double slope = ((weights.Length * (double)fit.Products) - (fit.Values * sum)) / spread;
                (float scale, float offset) = (AsHalf((float)slope), AsHalf((float)(((slope * fit.Values) - sum) / weights.Length)));
                float error = Try(weights, scale, offset).Error;
                (best, least) = error < least ? ((scale, offset), error) : (best, least);
            }
        }

        float factor = best.Scale != 0 ? 1 / best.Scale : 0;
        for (int i = 0; i < weights.Length; i++)
        {
            values[i] = (byte)Math.Clamp(MathF.Round((weights[i] + best.Offset) * factor), 0, 15);
        }

        return best;
    }

    /// <summary>Quantizes to 8 bits around the zero point 128: weight = scale x (value - 128).</summary>
    /// <returns>The scale, exactly representable as float16; not finite if a weight is not.</returns>
    public static float ToBytes(ReadOnlySpan<float> weights, Span<byte> values)
    {
        float scale = AsHalf(MathF.Abs(TensorPrimitives.MaxMagnitude(weights)) / 127);
        float factor = scale > 0 ? 1 / scale : 0;
        for (int i = 0; i < weights.Length; i++)
        {
            values[i] = (byte)(128 + Math.Clamp(MathF.Round(weights[i] * factor), -128, 127));
        }

        return scale;
    }

    /// <summary>Quantizes to 4 bits with a given scale and offset, and returns the sums.</summary>
    private static Fit Try(ReadOnlySpan<float> weights, float scale, float offset)
    {
        Vector256<float> factor = Vector256.Create(scale != 0 ? 1 / scale : 0);
        Vector256<float> errors = default;
        Vector256<float> values = default;
        Vector256<float> squares = default;
        Vector256<float> products = default;
        for (int i = 0; i < weights.Length; i += Vector256<float>.Count)
        {
            Vector256<float> weight = Vector256.Create(weights[i..]);
            Vector256<float> value = Vector256.Round((weight + Vector256.Create(offset)) * factor);
            value = Vector256.Min(Vector256.Max(value, Vector256<float>.Zero), Vector256.Create(15f));
            Vector256<float> difference = (value * scale) - Vector256.Create(offset) - weight;
            errors += difference * difference;
            values += value;
            squares += value * value;
            products += value * weight;
        }

        return new Fit(Vector256.Sum(errors), Vector256.Sum(values), Vector256.Sum(squares), Vector256.Sum(products));
    }

    private static float AsHalf(float value) => (float)(Half)value;

    /// <summary>The sums over a group: squared errors, quantized values, their squares, and their products with the weights.</summary>
    private readonly record struct Fit(float Error, float Values, float Squares, float Products);
}
