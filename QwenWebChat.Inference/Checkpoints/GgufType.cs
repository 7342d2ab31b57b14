using System.Collections.Frozen;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A tensor type of GGUF: single values, or blocks of values that share scales, or an unsupported type, of which only
/// the name is known. Source: enum ggml_type of ggml/include/ggml.h and the block structs of ggml/src/ggml-common.h in
/// ggml-org/llama.cpp.
/// </summary>
/// <param name="Name">The type's name, such as <c>Q4_K</c>.</param>
/// <param name="BlockElements">The number of values in one block, along a row.</param>
/// <param name="BlockBytes">The size of a block in bytes.</param>
internal sealed record GgufType(string Name, int BlockElements, int BlockBytes)
{
    private static readonly FrozenDictionary<uint, GgufType> Supported = new Dictionary<uint, GgufType>
    {
        [0] = new("F32", 1, 4) { Float = DType.Float32 },
        [1] = new("F16", 1, 2) { Float = DType.Float16 },
        [30] = new("BF16", 1, 2) { Float = DType.BFloat16 },
        [2] = new("Q4_0", 32, 18) { Block = new GgufBlock(GgufBlockDecoders.Q40) { Bits = 4, GroupSize = 32, ZeroPoint = 8, HasHalfScales = true } },
        [3] = new("Q4_1", 32, 20) { Block = new GgufBlock(GgufBlockDecoders.Q41) { Bits = 4, GroupSize = 32, HasOffsets = true, HasHalfScales = true } },
        [6] = new("Q5_0", 32, 22) { Block = new GgufBlock(GgufBlockDecoders.Q50) { Bits = 8, GroupSize = 32, ZeroPoint = 16, HasHalfScales = true } },
        [7] = new("Q5_1", 32, 24) { Block = new GgufBlock(GgufBlockDecoders.Q51) { Bits = 8, GroupSize = 32, HasOffsets = true, HasHalfScales = true } },
        [8] = new("Q8_0", 32, 34) { Block = new GgufBlock(GgufBlockDecoders.Q80) { Bits = 8, GroupSize = 32, ZeroPoint = 128, HasHalfScales = true } },
        [10] = new("Q2_K", 256, 84) { Block = new GgufBlock(GgufBlockDecoders.Q2K) { Bits = 4, GroupSize = 16, HasOffsets = true } },
        [11] = new("Q3_K", 256, 110) { Block = new GgufBlock(GgufBlockDecoders.Q3K) { Bits = 8, GroupSize = 32, ZeroPoint = 127, HasHalfScales = true } },
        [12] = new("Q4_K", 256, 144) { Block = new GgufBlock(GgufBlockDecoders.Q4K) { Bits = 4, GroupSize = 32, HasOffsets = true } },
        [13] = new("Q5_K", 256, 176) { Block = new GgufBlock(GgufBlockDecoders.Q5K) { Bits = 8, GroupSize = 32, HasOffsets = true } },
        [14] = new("Q6_K", 256, 210) { Block = new GgufBlock(GgufBlockDecoders.Q6K) { Bits = 8, GroupSize = 16, ZeroPoint = 32 } },
        [20] = new("IQ4_NL", 32, 18) { Block = new GgufBlock(GgufBlockDecoders.Iq4Nl) { Bits = 8, GroupSize = 32, ZeroPoint = 128, HasHalfScales = true } },
        [23] = new("IQ4_XS", 256, 136) { Block = new GgufBlock(GgufBlockDecoders.Iq4Xs) { Bits = 8, GroupSize = 32, ZeroPoint = 128 } },
    }.ToFrozenDictionary();

    // Named so that the error message of a rejected file says which type it has; llama.cpp has removed some of them.
    private static readonly FrozenDictionary<uint, string> OtherNames = new Dictionary<uint, string>
    {
        [4] = "Q4_2",
        [5] = "Q4_3",
        [9] = "Q8_1",
        [15] = "Q8_K",
        [16] = "IQ2_XXS",
        [17] = "IQ2_XS",
        [18] = "IQ3_XXS",
        [19] = "IQ1_S",
        [21] = "IQ3_S",
        [22] = "IQ2_S",
        [24] = "I8",
        [25] = "I16",
        [26] = "I32",
        [27] = "I64",
        [28] = "F64",
        [29] = "IQ1_M",
        [31] = "Q4_0_4_4",
        [32] = "Q4_0_4_8",
        [33] = "Q4_0_8_8",
        [34] = "TQ1_0",
        [35] = "TQ2_0",
        [36] = "IQ4_NL_4_4",
        [37] = "IQ4_NL_4_8",
        [38] = "IQ4_NL_8_8",
        [39] = "MXFP4",
        [40] = "NVFP4",
        [41] = "Q1_0",
        [42] = "Q2_0",
    }.ToFrozenDictionary();

    /// <summary>The supported names, for messages.</summary>
    public static string AllNames { get; } =
        string.Join(", ", Supported.Values.OrderBy(type => type.Float is null).ThenBy(type => type.Name, StringComparer.Ordinal).Select(type => type.Name));

    /// <summary>The type of float values; null for other types.</summary>
    public DType? Float { get; private init; }

    /// <summary>The block of quantized values with scales; null for other types.</summary>
    public GgufBlock? Block { get; private init; }

    /// <summary>True if tensors of this type can be used; otherwise only the name is known.</summary>
    public bool IsSupported => Float is not null || Block is not null;

    /// <param name="id">The type number in the file.</param>
    public static GgufType Of(uint id) => Supported.TryGetValue(id, out GgufType? type)
        ? type
        : new GgufType(OtherNames.TryGetValue(id, out string? known) ? known : $"number {id}, which is unknown", BlockElements: 1, BlockBytes: 0);
}
