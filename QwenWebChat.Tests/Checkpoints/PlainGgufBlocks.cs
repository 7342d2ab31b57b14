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
        (12, "Q4_K", 256, 144), (13, "Q5_K", 256, 176), (14, "Q6_K", 256, 210),
    ];

    /// <summary>Where the halves of a block lie: its scales.</summary>
    public static int[] HalvesOf(string type) => type switch
    {
        "Q4_0" or "Q5_0" or "Q8_0" => [0],
        "Q6_K" => [208],
        _ => [0, 2],
    };

    public static double Weight(string type, ReadOnlySpan<byte> block, int index) => type switch
    {
        "Q4_0" => Half(block, 0) * (Nibble(block[2..], index, 32) - 8),
        "Q4_1" => (Half(block, 0) * Nibble(block[4..], index, 32)) + Half(block, 2),
        "Q5_0" => Half(block, 0) * (Nibble(block[6..], index, 32) + (16 * Bit(block[2..], index)) - 16),
        "Q5_1" => (Half(block, 0) * (Nibble(block[8..], index, 32) + (16 * Bit(block[4..], index)))) + Half(block, 2),
        "Q8_0" => Half(block, 0) * Signed(block[2 + index]),
        "Q4_K" => FourK(block, index, Nibble(block[(16 + (index / 64 * 32))..], index % 64, 64)),
        "Q5_K" => FourK(block, index, Nibble(block[(48 + (index / 64 * 32))..], index % 64, 64) + (16 * (block[16 + (index % 32)] / Power(index / 32) % 2))),
        "Q6_K" => Half(block, 208) * Signed(block[192 + (index / 16)]) * (SixBits(block, index / 128, index % 128) - 32),
        _ => throw new ArgumentException(type),
    };

    // The low nibbles of the bytes come first, then the high ones.
    private static int Nibble(ReadOnlySpan<byte> bytes, int index, int count) =>
        index < count / 2 ? bytes[index] % 16 : bytes[index - (count / 2)] / 16;

    private static int Bit(ReadOnlySpan<byte> bytes, int index) => bytes[index / 8] / Power(index % 8) % 2;

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
