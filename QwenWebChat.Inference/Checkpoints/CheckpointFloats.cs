using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Converts the float types of a checkpoint from bytes without rounding.</summary>
internal static class CheckpointFloats
{
    /// <param name="bytes">Little-endian numbers.</param>
    /// <param name="dtype">The dtype: F32, F16 or BF16.</param>
    /// <param name="numbers">The result, as many floats.</param>
    public static void ToSingle(ReadOnlySpan<byte> bytes, DType dtype, Span<float> numbers)
    {
        switch (dtype)
        {
            case DType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), numbers);
                break;
            case DType.BFloat16:
                ReadOnlySpan<ushort> upperHalves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < upperHalves.Length; i++)
                {
                    numbers[i] = BitConverter.UInt32BitsToSingle((uint)upperHalves[i] << 16);
                }

                break;
            case DType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(numbers);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null);
        }
    }

    /// <summary>Reads all numbers of a tensor.</summary>
    public static float[] ReadAll(TensorSource tensor)
    {
        byte[] bytes = tensor.ReadAll();
        float[] numbers = new float[bytes.Length / tensor.Entry.DType.ElementBytes()];
        ToSingle(bytes, tensor.Entry.DType, numbers);
        return numbers;
    }

    /// <summary>Returns the bits of the nearest bfloat16, ties to even; NaN stays NaN.</summary>
    public static ushort ToBFloat16(float number)
    {
        uint bits = BitConverter.SingleToUInt32Bits(number);
        return float.IsNaN(number) ? (ushort)0x7fc0 : (ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Returns whether every number of a tensor is exactly representable as float16.</summary>
    public static bool AreHalves(TensorSource tensor) =>
        tensor.Entry.DType == DType.Float16 || Array.TrueForAll(ReadAll(tensor), number => (float)(Half)number == number);
}
