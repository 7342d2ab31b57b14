using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>
/// Creates the contents of synthetic tensors. A random 64-bit word gives 8 floats out of 256 levels, or 16 values of 4
/// bits; better random numbers would not change the speed.
/// </summary>
internal static class SyntheticTensors
{
    /// <summary>The standard deviation of every weight, Qwen2's <c>initializer_range</c>.</summary>
    public const double Deviation = 0.02;

    /// <summary>The scale with which 4-bit values have that deviation: 16 equal steps have sqrt((16² - 1) / 12).</summary>
    public const double NibbleScale = Deviation / 4.6097722286464435;

    /// <summary>The size of a Q4_0 block in bytes: a float16 scale and 32 values.</summary>
    public const int Q40BlockBytes = 2 + Q40ValueBytes;

    /// <summary>The number of values of a Q4_0 block.</summary>
    public const int Q40BlockValues = 32;

    private const int Q40ValueBytes = 16;
    private const int FloatsPerWord = 8;
    private const int Levels = 256;

    /// <summary>Creates values evenly distributed around 0 with <see cref="Deviation"/>.</summary>
    /// <param name="elementCount">A multiple of 8.</param>
    /// <param name="convert">Converts a float to the tensor's type.</param>
    public static TensorContent Floats<T>(ulong seed, long elementCount, Func<float, T> convert)
        where T : unmanaged
    {
        double step = Deviation / Math.Sqrt((((double)Levels * Levels) - 1) / 12);
        return Lookup(seed, elementCount, i => convert((float)((i - ((Levels - 1) / 2.0)) * step)));
    }

    /// <summary>Creates ones for a norm, or <see cref="Floats"/>.</summary>
    public static TensorContent WeightsOrOnes<T>(TensorSpec spec, ulong seed, Func<float, T> convert)
        where T : unmanaged =>
        spec.Name.EndsWith("norm.weight", StringComparison.Ordinal) ? Constant(spec.ElementCount, convert(1)) : Floats(seed, spec.ElementCount, convert);

    /// <summary>Creates float16 scales of 4-bit values, within a quarter of <see cref="NibbleScale"/>.</summary>
    /// <param name="elementCount">A multiple of 8.</param>
    public static TensorContent Scales(ulong seed, long elementCount) => Lookup(seed, elementCount, ScaleOfLevel);

    /// <summary>Creates random bits, such as packed 4-bit values.</summary>
    /// <param name="byteCount">A multiple of 8.</param>
    public static TensorContent Bits(ulong seed, long byteCount) => Elements(Divide(byteCount, sizeof(ulong)), index => CounterRandom.Word(seed, index));

    /// <summary>Creates 4-bit zero points of 7 or 8: the middle of the range, and different between groups.</summary>
    /// <inheritdoc cref="Bits"/>
    public static TensorContent MiddleZeros(ulong seed, long byteCount) =>
        Elements(Divide(byteCount, sizeof(ulong)), index => 0x7777777777777777 + (CounterRandom.Word(seed, index) & 0x1111111111111111));

    /// <summary>Creates a constant tensor.</summary>
    public static TensorContent Constant<T>(long elementCount, T value)
        where T : unmanaged => Elements(elementCount, _ => value);

    /// <summary>Creates the group index of each input feature, as int32.</summary>
    public static TensorContent GroupIndex(long elementCount, int groupSize) => Elements(elementCount, index => (int)(index / groupSize));

    /// <summary>Creates Q4_0 blocks.</summary>
    /// <param name="elementCount">A multiple of 32.</param>
    public static TensorContent Q40Blocks(ulong seed, long elementCount) => new(Divide(elementCount, Q40BlockValues), Q40BlockBytes, (units, first) =>
    {
        for (; units.Length > 0; units = units[Q40BlockBytes..], first++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(units, ScaleOfLevel((byte)CounterRandom.Word(~seed, first)));
            BinaryPrimitives.WriteUInt64LittleEndian(units[2..], CounterRandom.Word(seed, 2 * first));
            BinaryPrimitives.WriteUInt64LittleEndian(units[10..], CounterRandom.Word(seed, (2 * first) + 1));
        }
    });

    private static Half ScaleOfLevel(int level) => (Half)(NibbleScale * (0.75 + (0.5 * level / (Levels - 1))));

    private static TensorContent Elements<T>(long count, Func<long, T> element)
        where T : unmanaged => new(count, Unsafe.SizeOf<T>(), (units, first) =>
        {
            Span<T> elements = MemoryMarshal.Cast<byte, T>(units);
            for (int i = 0; i < elements.Length; i++)
            {
                elements[i] = element(first + i);
            }
        });

    private static TensorContent Lookup<T>(ulong seed, long elementCount, Func<int, T> level)
        where T : unmanaged
    {
        T[] levels = [.. Enumerable.Range(0, Levels).Select(level)];
        return new TensorContent(Divide(elementCount, FloatsPerWord), FloatsPerWord * Unsafe.SizeOf<T>(), (units, first) =>
        {
            Span<T> elements = MemoryMarshal.Cast<byte, T>(units);
            for (; elements.Length > 0; elements = elements[FloatsPerWord..], first++)
            {
                ulong word = CounterRandom.Word(seed, first);
                for (int i = 0; i < FloatsPerWord; i++, word >>= 8)
                {
                    elements[i] = levels[(byte)word];
                }
            }
        });
    }

    private static long Divide(long count, int by) => count % by == 0
        ? count / by
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"A synthetic tensor is of whole units of {by}.");
}
