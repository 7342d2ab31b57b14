using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>
/// Random weights in the form of a quantized checkpoint: 4 bits with zero points of 7 and 8, or 8 bits around 128.
/// </summary>
/// <param name="name">The name of the matrix, such as <c>gate, up</c>.</param>
/// <param name="bits">4, or 8 for two matrices of 4.</param>
internal sealed class RandomMatrix(string name, int rowCount, int columnCount, int bits, ulong seed) : QuantizedMatrix(rowCount, columnCount)
{
    private static readonly int[] GroupSizes = [128, 64, 32];

    // 256 equal steps have a standard deviation of sqrt((256^2 - 1) / 12).
    private const double ByteScale = SyntheticTensors.Deviation / 73.9;

    public string Name => name;

    public ulong Seed => seed;

    public override int Bits => bits;

    public override int GroupSize { get; } = Array.Find(GroupSizes, size => columnCount % size == 0);

    public override bool HasOffsets => Bits == 4;

    public override int ZeroPoint => 128;

    public override bool HasHalfScales => false;

    /// <summary>Returns a model's matrices as a GPU multiplies with them: those with the same input are joined.</summary>
    public static IReadOnlyList<RandomMatrix> All(Qwen2Config config, ulong seed)
    {
        int heads = config.HeadCount * config.HeadSize;
        return
        [
            new("q, k, v", heads + (2 * config.KeyValueHeadCount * config.HeadSize), config.HiddenSize, 4, seed),
            new("o", config.HiddenSize, heads, 4, seed + 1),
            new("gate, up", 2 * config.IntermediateSize, config.HiddenSize, 4, seed + 2),
            new("down", config.HiddenSize, config.IntermediateSize, 4, seed + 3),
            new("head", config.VocabularySize, config.HiddenSize, 8, seed + 4),
        ];
    }

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        long first = (long)firstRow * ColumnCount;
        int perWord = 64 / Bits;
        for (int i = 0; i < values.Length; i++)
        {
            (long word, long place) = Math.DivRem(first + i, perWord);
            values[i] = (byte)((CounterRandom.Word(seed, word) >> (int)(place * Bits)) & ((1UL << Bits) - 1));
        }

        for (int i = 0; i < scales.Length; i++)
        {
            ulong word = CounterRandom.Word(~seed, ((long)firstRow * GroupCount) + i);
            scales[i] = (float)((Bits == 4 ? SyntheticTensors.NibbleScale : ByteScale) * (0.75 + (0.5 * (word >> 40) / (1 << 24))));
            if (HasOffsets)
            {
                offsets[i] = scales[i] * (7 + (word & 1));
            }
        }
    }

    /// <summary>Returns rows as floats by the definition of the format, independent of any packing.</summary>
    /// <returns>[count, columns].</returns>
    public float[] Floats(int firstRow, int count)
    {
        float[] floats = new float[count * ColumnCount];
        Parallel.For(0, count, row =>
        {
            byte[] values = new byte[ColumnCount];
            float[] scales = new float[GroupCount];
            float[] offsets = new float[HasOffsets ? GroupCount : 0];
            ReadRows(firstRow + row, values, scales, offsets);
            for (int column = 0; column < ColumnCount; column++)
            {
                int group = column / GroupSize;
                float offset = HasOffsets ? offsets[group] : scales[group] * ZeroPoint;
                floats[(row * ColumnCount) + column] = (scales[group] * values[column]) - offset;
            }
        });
        return floats;
    }
}
