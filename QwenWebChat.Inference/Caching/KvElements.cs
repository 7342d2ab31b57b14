using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Caching;

/// <summary>Converts floats to the elements of a <see cref="KvFormat"/>.</summary>
internal static unsafe class KvElements
{
    /// <param name="places">The indexes of the elements at <paramref name="target"/>.</param>
    /// <returns>The scale of int8 elements; 1 for other formats.</returns>
    public static float Write(ReadOnlySpan<float> values, KvFormat format, byte* target, KvPlaces places)
    {
        switch (format)
        {
            case KvFormat.Float32:
                float* floats = (float*)target;
                for (int i = 0; i < values.Length; i++)
                {
                    floats[places[i]] = values[i];
                }

                return 1;
            case KvFormat.BFloat16:
                ushort* halves = (ushort*)target;
                for (int i = 0; i < values.Length; i++)
                {
                    halves[places[i]] = CheckpointFloats.ToBFloat16(values[i]);
                }

                return 1;
            default:
                return WriteBytes(values, (sbyte*)target, places);
        }
    }

    private static float WriteBytes(ReadOnlySpan<float> values, sbyte* target, KvPlaces places)
    {
        float peak = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        float factor = peak > 1e-35f ? 127 / peak : 0;
        for (int i = 0; i < values.Length; i++)
        {
            target[places[i]] = (sbyte)MathF.Round(values[i] * factor);
        }

        // NaN stays NaN.
        return peak / 127;
    }
}
