namespace QwenWebChat.Tests.Checkpoints;

/// <summary>
/// A second decoder of GGUF's blocks, one weight at a time and in double, from the layouts alone. It shares no line with
/// the one under test, not even the conversion of a half.
/// </summary>
internal static class PlainGgufBlocks
{
    /// <summary>Number, name, elements and bytes of each quantized type.</summary>
    public static readonly (uint Id, string Name, int Elements, int Bytes)[] Types =
    [
        (2, "Q4_0", 32, 18), (3, "Q4_1", 32, 20), (6, "Q5_0", 32, 22), (7, "Q5_1", 32, 24), (8, "Q8_0", 32, 34),
        (10, "Q2_K", 256, 84), (11, "Q3_K", 256, 110), (12, "Q4_K", 256, 144), (13, "Q5_K", 256, 176), (14, "Q6_K", 256, 210),
        (20, "IQ4_NL", 32, 18), (23, "IQ4_XS", 256, 136),
    ];

    // What a nibble of the IQ4 types stands for.
    private static readonly int[] Nonlinear = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary>The places of the halves of a block: its scale and, in some types, that of its offsets.</summary>
    public static int[] HalvesOf(string type) => type switch
    {
        "Q4_0" or "Q5_0" or "Q8_0" or "IQ4_NL" or "IQ4_XS" => [0],
        "Q2_K" => [80, 82],
        "Q3_K" => [108],
        "Q6_K" => [208],
        _ => [0, 2],
    };

    /// <summary>Blocks whose weights are about as large as those of a model, some above 0 and some below.</summary>
    public static byte[] Random(string type, int blockCount, Random random)
    {
        (_, _, _, int blockBytes) = Types.Single(known => known.Name == type);
        byte[] bytes = new byte[blockCount * blockBytes];
        random.NextBytes(bytes);
        int[] halves = HalvesOf(type);
        // The largest number that the scale is multiplied with, and what centres the numbers of types with offsets.
        (double largest, double middle) = type switch
        {
            "Q2_K" => (45, 1.5),
            "Q3_K" => (128, 0),
            "Q4_0" => (8, 0),
            "Q4_1" => (15, -7.5),
            "Q5_0" => (16, 0),
            "Q5_1" => (31, -15.5),
            "Q4_K" => (15 * 63, 7.5),
            "Q5_K" => (31 * 63, 15.5),
            "Q6_K" => (32 * 128, 0),
            "IQ4_XS" => (32 * 127, 0),
            _ => (127, 0),
        };
        for (int start = 0; start < bytes.Length; start += blockBytes)
        {
            double scale = (0.5 + random.NextDouble()) * 0.1 / largest;
            BitConverter.GetBytes((Half)scale).CopyTo(bytes, start + halves[0]);
            if (halves.Length > 1)
            {
                BitConverter.GetBytes((Half)(scale * middle)).CopyTo(bytes, start + halves[1]);
            }
        }

        return bytes;
    }

    public static double Weight(string type, ReadOnlySpan<byte> block, int index) => type switch
    {
        "Q4_0" => Half(block, 0) * (Nibble(block[2..], index, 32) - 8),
        "Q4_1" => (Half(block, 0) * Nibble(block[4..], index, 32)) + Half(block, 2),
        "Q5_0" => Half(block, 0) * (Nibble(block[6..], index, 32) + (16 * Bit(block[2..], index)) - 16),
        "Q5_1" => (Half(block, 0) * (Nibble(block[8..], index, 32) + (16 * Bit(block[4..], index)))) + Half(block, 2),
        "Q8_0" => Half(block, 0) * Signed(block[2 + index]),
        "Q2_K" => (Half(block, 80) * (block[index / 16] % 16) * Pair(block[16..], index)) - (Half(block, 82) * (block[index / 16] / 16)),
        "Q3_K" => Half(block, 108) * (ThreeKScale(block.Slice(96, 12), index / 16) - 32) * (Pair(block[32..], index) + (4 * (block[index % 32] / Power(index / 32) % 2)) - 4),
        "IQ4_NL" => Half(block, 0) * Nonlinear[Nibble(block[2..], index, 32)],
        "IQ4_XS" => Half(block, 0) * (FourXsScale(block, index / 32) - 32) * Nonlinear[Nibble(block[(8 + (index / 32 * 16))..], index % 32, 32)],
        "Q4_K" => FourK(block, index, Nibble(block[(16 + (index / 64 * 32))..], index % 64, 64)),
        "Q5_K" => FourK(block, index, Nibble(block[(48 + (index / 64 * 32))..], index % 64, 64) + (16 * (block[16 + (index % 32)] / Power(index / 32) % 2))),
        "Q6_K" => Half(block, 208) * Signed(block[192 + (index / 16)]) * (SixBits(block, index / 128, index % 128) - 32),
        _ => throw new ArgumentException(type),
    };

    // The low nibbles of the bytes come first, then the high ones.
    private static int Nibble(ReadOnlySpan<byte> bytes, int index, int count) =>
        index < count / 2 ? bytes[index] % 16 : bytes[index - (count / 2)] / 16;

    private static int Bit(ReadOnlySpan<byte> bytes, int index) => bytes[index / 8] / Power(index % 8) % 2;

    // Of each 128 values the first 32 are the lowest two bits of 32 bytes, the next 32 the two bits above them.
    private static int Pair(ReadOnlySpan<byte> bytes, int index) => bytes[(index / 128 * 32) + (index % 32)] / Power(index % 128 / 32 * 2) % 4;

    // The low halves of the first 8 of 12 bytes are those of scales 0 to 7, the high ones those of 8 to 15; the last 4
    // bytes have two bits more for each, those of scales 0 to 3 lowest.
    private static int ThreeKScale(ReadOnlySpan<byte> packed, int group) =>
        (group < 8 ? packed[group] % 16 : packed[group - 8] / 16) + (16 * (packed[8 + (group % 4)] / Power(group / 4 * 2) % 4));

    private static int FourXsScale(ReadOnlySpan<byte> block, int group)
    {
        int high = block[2 + (group / 4)] / Power(group % 4 * 2) % 4;
        int low = group % 2 == 0 ? block[4 + (group / 2)] % 16 : block[4 + (group / 2)] / 16;
        return low + (16 * high);
    }

    private static int Power(int exponent) => (int)Math.Pow(2, exponent);

    private static int Signed(byte value) => value < 128 ? value : value - 256;

    private static double FourK(ReadOnlySpan<byte> block, int index, int value)
    {
        int group = index / 32;
        ReadOnlySpan<byte> packed = block.Slice(4, 12);
        int scale = group < 4 ? packed[group] % 64 : (packed[group + 4] % 16) + (16 * (packed[group - 4] / 64));
        int minimum = group < 4 ? packed[group + 4] % 64 : (packed[group + 4] / 16) + (16 * (packed[group] / 64));
        return (Half(block, 0) * scale * value) - (Half(block, 2) * minimum);
    }

    private static int SixBits(ReadOnlySpan<byte> block, int half, int index)
    {
        int quarter = index / 32;
        int column = index % 32;
        int low = block[(64 * half) + (32 * (quarter % 2)) + column];
        int high = block[128 + (32 * half) + column] / Power(2 * quarter) % 4;
        return (quarter < 2 ? low % 16 : low / 16) + (16 * high);
    }

    /// <summary>IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction.</summary>
    private static double Half(ReadOnlySpan<byte> bytes, int at)
    {
        int bits = bytes[at] + (256 * bytes[at + 1]);
        int exponent = bits / 1024 % 32;
        int fraction = bits % 1024;
        double size = exponent == 0 ? fraction * Math.Pow(2, -24) : (1024 + fraction) * Math.Pow(2, exponent - 25);
        return bits < 32768 ? size : -size;
    }
}
