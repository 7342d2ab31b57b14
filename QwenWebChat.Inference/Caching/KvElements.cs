using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Caching;

/// <summary>Converts floats to the elements of a <see cref="KvFormat"/>.</summary>
internal static unsafe class KvElements
{
    /// <param name="first">The index of the first element at <paramref name="target"/>.</param>
    /// <param name="stride">The distance between two elements at <paramref name="target"/>.</param>
    /// <returns>The scale of int8 elements; 1 for other formats.</returns>
    public static float Write(ReadOnlySpan<float> values, KvFormat format, byte* target, int first, int stride)
    {
        switch (format)
        {
            case KvFormat.Float32:
                float* floats = (float*)target + first;
                for (int i = 0; i < values.Length; i++)
                {
                    floats[i * stride] = values[i];
                }

                return 1;
            case KvFormat.BFloat16:
                ushort* halves = (ushort*)target + first;
                for (int i = 0; i < values.Length; i++)
                {
                    halves[i * stride] = CheckpointFloats.ToBFloat16(values[i]);
                }

                return 1;
            default:
                return WriteBytes(values, (sbyte*)target + first, stride);
        }
    }

    private static float WriteBytes(ReadOnlySpan<float> values, sbyte* target, int stride)
    {
        float peak = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        float factor = peak > 1e-35f ? 127 / peak : 0;
        for (int i = 0; i < values.Length; i++)
        {
            target[i * stride] = (sbyte)MathF.Round(values[i] * factor);
        }

        // NaN stays NaN.
        return peak / 127;
    }
}
