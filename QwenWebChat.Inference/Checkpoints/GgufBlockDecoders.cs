using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Decodes the blocks of GGUF's quantized types to the stored integers and float32 scales. A half times an 8-bit number
/// has at most 19 significant bits, so nothing is rounded. Source: the block structs of ggml/src/ggml-common.h in
/// ggml-org/llama.cpp, in whose order the fields are listed here, and dequantize_row_* in ggml/src/ggml-quants.c.
/// </summary>
internal static class GgufBlockDecoders
{
    // Q4_K and Q5_K: d and dmin, then 12 bytes with 8 scales and 8 minima of 6 bits.
    private const int PackedScaleBytes = 12;
    private const int QuantsOf4K = 4 + PackedScaleBytes;

    // The middle of the range of Q3_K's products of scale and value, -124 to 128.
    private const int ZeroOf3K = 127;

    /// <summary>The numbers that a nibble of IQ4_NL and IQ4_XS represents, each plus 128 to fit a byte.</summary>
    private static readonly Vector128<byte> NonlinearNumbers =
        Vector128.Create((sbyte)-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113).AsByte() ^ Vector128.Create((byte)128);

    /// <summary>d; 16 bytes of nibbles. weight = d x (value - 8).</summary>
    public static void Q40(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        scales[0] = ReadHalf(block);
        SplitNibbles(block[2..], values);
    }

    /// <summary>d; m; 16 bytes of nibbles. weight = d x value + m.</summary>
    public static void Q41(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        scales[0] = ReadHalf(block);
        offsets[0] = -ReadHalf(block[2..]);
        SplitNibbles(block[4..], values);
    }

    /// <summary>d; 32 fifth bits; 16 bytes of nibbles. weight = d x (value - 16).</summary>
    public static void Q50(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        scales[0] = ReadHalf(block);
        SplitNibbles(block[6..], values);
        AddFifthBits(BinaryPrimitives.ReadUInt32LittleEndian(block[2..]), values);
    }

    /// <summary>d; m; 32 fifth bits; 16 bytes of nibbles. weight = d x value + m.</summary>
    public static void Q51(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        scales[0] = ReadHalf(block);
        offsets[0] = -ReadHalf(block[2..]);
        SplitNibbles(block[8..], values);
        AddFifthBits(BinaryPrimitives.ReadUInt32LittleEndian(block[4..]), values);
    }

    /// <summary>d; 32 signed bytes. weight = d x byte; value = byte + 128.</summary>
    public static void Q80(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        scales[0] = ReadHalf(block);
        TensorPrimitives.Xor(block[2..], (byte)0x80, values);
    }

    /// <summary>
    /// 16 bytes with a scale in the low half and a minimum in the high half; 2 x 32 bytes of four 2-bit values; d;
    /// dmin. weight = d x scale x value - dmin x minimum.
    /// </summary>
    public static void Q2K(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        float d = ReadHalf(block[80..]);
        float dmin = ReadHalf(block[82..]);
        for (int group = 0; group < 16; group++)
        {
            scales[group] = d * (block[group] & 15);
            offsets[group] = dmin * (block[group] >> 4);
        }

        SplitPairs(block.Slice(16, 64), values);
    }

    /// <summary>
    /// 32 bytes of third bits; 2 x 32 bytes of four 2-bit values; 12 bytes of 16 6-bit scales; d. weight = d x (scale -
    /// 32) x (value - 4). The product of the two integers fits a byte and is stored instead: weight = d x (stored -
    /// 127).
    /// </summary>
    public static void Q3K(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        scales.Fill(ReadHalf(block[108..]));
        SplitPairs(block.Slice(32, 64), values);
        ReadOnlySpan<byte> packed = block.Slice(96, PackedScaleBytes);
        Vector128<byte> steps = Vector128<byte>.Indices;
        for (int group = 0; group < 16; group++)
        {
            int low = group < 8 ? packed[group] & 15 : packed[group - 8] >> 4;
            int scale = (low | ((packed[8 + (group % 4)] >> (2 * (group / 4)) & 3) << 4)) - 32;
            Vector128<byte> products = (steps * (byte)scale) + Vector128.Create((byte)(ZeroOf3K - (4 * scale)));
            Span<byte> part = values.Slice(16 * group, 16);
            Vector128<byte> third = (Vector128.Create(block[(16 * (group % 2))..]) >>> (group / 2)) & Vector128<byte>.One;
            Vector128.Shuffle(products, Vector128.Create<byte>(part) | (third << 2)).CopyTo(part);
        }
    }

    /// <summary>d; dmin; packed scales; 4 x 32 bytes of nibbles. weight = d x scale x value - dmin x minimum.</summary>
    public static void Q4K(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        ReadPackedScales(block, scales, offsets);
        for (int part = 0; part < 4; part++)
        {
            SplitNibbles(block.Slice(QuantsOf4K + (32 * part), 32), values.Slice(64 * part, 64));
        }
    }

    /// <summary>The layout of Q4_K, with 32 bytes before the nibbles whose bit 2p + h is the fifth bit of half h of part p.</summary>
    public static void Q5K(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        ReadPackedScales(block, scales, offsets);
        ReadOnlySpan<byte> fifthBits = block.Slice(QuantsOf4K, 32);
        for (int part = 0; part < 4; part++)
        {
            SplitNibbles(block.Slice(QuantsOf4K + 32 + (32 * part), 32), values.Slice(64 * part, 64));
            AddHighBits(fifthBits, 2 * part, 1, values.Slice(64 * part, 32));
            AddHighBits(fifthBits, (2 * part) + 1, 1, values.Slice((64 * part) + 32, 32));
        }
    }

    /// <summary>
    /// 2 x 64 bytes of nibbles; 2 x 32 bytes of two high bits for each quarter; 16 signed scales; d.
    /// weight = d x scale x (value - 32).
    /// </summary>
    public static void Q6K(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        float d = ReadHalf(block[208..]);
        for (int group = 0; group < 16; group++)
        {
            scales[group] = d * (sbyte)block[192 + group];
        }

        for (int half = 0; half < 2; half++)
        {
            SplitNibbles(block.Slice(64 * half, 64), values.Slice(128 * half, 128));
            ReadOnlySpan<byte> highBits = block.Slice(128 + (32 * half), 32);
            for (int quarter = 0; quarter < 4; quarter++)
            {
                AddHighBits(highBits, 2 * quarter, 3, values.Slice((128 * half) + (32 * quarter), 32));
            }
        }
    }

    /// <summary>d; 16 bytes of nibbles. weight = d x number[nibble].</summary>
    public static void Iq4Nl(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        scales[0] = ReadHalf(block);
        SplitNibbles(block[2..], values);
        LookUpNumbers(values);
    }

    /// <summary>
    /// d; two high bits of 8 scales; their 8 low nibbles; 8 x 16 bytes of nibbles.
    /// weight = d x (scale - 32) x number[nibble].
    /// </summary>
    public static void Iq4Xs(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        float d = ReadHalf(block);
        uint high = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]);
        uint low = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        for (int group = 0; group < 8; group++)
        {
            uint scale = ((low >> (4 * group)) & 15) | (((high >> (2 * group)) & 3) << 4);
            scales[group] = d * ((int)scale - 32);
            SplitNibbles(block.Slice(8 + (16 * group), 16), values.Slice(32 * group, 32));
        }

        LookUpNumbers(values);
    }

    private static float ReadHalf(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    /// <summary>
    /// Reads the packed scales and minima: the first four have bytes of their own, whose high bits belong to the last
    /// four.
    /// </summary>
    private static void ReadPackedScales(ReadOnlySpan<byte> block, Span<float> scales, Span<float> offsets)
    {
        float d = ReadHalf(block);
        float dmin = ReadHalf(block[2..]);
        ReadOnlySpan<byte> packed = block.Slice(4, PackedScaleBytes);
        for (int i = 0; i < 4; i++)
        {
            byte scale = packed[i];
            byte minimum = packed[i + 4];
            byte low = packed[i + 8];
            scales[i] = d * (scale & 63);
            offsets[i] = dmin * (minimum & 63);
            scales[i + 4] = d * ((low & 15) | (scale >> 6 << 4));
            offsets[i + 4] = dmin * ((low >> 4) | (minimum >> 6 << 4));
        }
    }

    /// <summary>Splits nibbles: the low ones are the first half of the values, the high ones the second.</summary>
    /// <param name="packed">The packed bytes, a multiple of 16.</param>
    /// <param name="values">The values, twice as many.</param>
    private static void SplitNibbles(ReadOnlySpan<byte> packed, Span<byte> values)
    {
        Span<byte> high = values[packed.Length..];
        for (int i = 0; i < packed.Length; i += Vector128<byte>.Count)
        {
            Vector128<byte> pairs = Vector128.Create(packed[i..]);
            (pairs & Vector128.Create((byte)15)).CopyTo(values[i..]);
            (pairs >>> 4).CopyTo(high[i..]);
        }
    }

    /// <summary>
    /// Splits 2-bit values: the lowest two bits of 32 bytes are the first 32 values, the next two bits the following
    /// ones.
    /// </summary>
    /// <param name="packed">The packed bytes, 2 x 32.</param>
    /// <param name="values">The values, 256.</param>
    private static void SplitPairs(ReadOnlySpan<byte> packed, Span<byte> values)
    {
        for (int i = 0; i < values.Length; i += Vector128<byte>.Count)
        {
            int quarter = i / 32 % 4;
            Vector128<byte> four = Vector128.Create(packed[((i / 128 * 32) + (i % 32))..]);
            ((four >>> (2 * quarter)) & Vector128.Create((byte)3)).CopyTo(values[i..]);
        }
    }

    /// <summary>Replaces nibbles by the numbers that they represent, each plus 128.</summary>
    private static void LookUpNumbers(Span<byte> values)
    {
        for (int i = 0; i < values.Length; i += Vector128<byte>.Count)
        {
            Vector128.Shuffle(NonlinearNumbers, Vector128.Create<byte>(values[i..])).CopyTo(values[i..]);
        }
    }

    /// <summary>Inserts the high bits of each value above its nibble.</summary>
    private static void AddHighBits(ReadOnlySpan<byte> bits, int shift, byte mask, Span<byte> values)
    {
        for (int i = 0; i < values.Length; i += Vector128<byte>.Count)
        {
            Vector128<byte> high = (Vector128.Create(bits[i..]) >>> shift) & Vector128.Create(mask);
            Vector128<byte> nibbles = Vector128.Create<byte>(values[i..]);
            (nibbles | (high << 4)).CopyTo(values[i..]);
        }
    }

    private static void AddFifthBits(uint bits, Span<byte> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] |= (byte)((bits >> i & 1) << 4);
        }
    }
}
