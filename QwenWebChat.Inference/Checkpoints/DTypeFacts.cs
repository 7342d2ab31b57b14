using System.Collections.Frozen;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The properties of a <see cref="DType"/>: its name in the file and its size.</summary>
internal static class DTypeFacts
{
    private static readonly FrozenDictionary<string, DType> ByName = new Dictionary<string, DType>
    {
        ["F64"] = DType.Float64,
        ["F32"] = DType.Float32,
        ["F16"] = DType.Float16,
        ["BF16"] = DType.BFloat16,
        ["F8_E4M3"] = DType.Float8E4M3,
        ["I64"] = DType.Int64,
        ["I32"] = DType.Int32,
        ["I16"] = DType.Int16,
        ["I8"] = DType.Int8,
        ["U8"] = DType.UInt8,
        ["BOOL"] = DType.Bool,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<DType, string> Names =
        ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The supported names, for messages.</summary>
    public static string AllNames { get; } = string.Join(", ", Names.OrderBy(pair => pair.Key).Select(pair => pair.Value));

    public static bool TryParse(string name, out DType dtype) => ByName.TryGetValue(name, out dtype);

    /// <summary>Returns the name in a safetensors header, such as <c>BF16</c>.</summary>
    public static string SafetensorsName(this DType dtype) => Names.GetValueOrDefault(dtype, "unknown");

    /// <summary>Returns the size of one element in bytes.</summary>
    public static int ElementBytes(this DType dtype) => dtype switch
    {
        DType.Float64 or DType.Int64 => 8,
        DType.Float32 or DType.Int32 => 4,
        DType.Float16 or DType.BFloat16 or DType.Int16 => 2,
        DType.Float8E4M3 or DType.Int8 or DType.UInt8 or DType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <summary>Returns whether a float weight may have this type in the file.</summary>
    public static bool IsFloatWeight(this DType dtype) =>
        dtype is DType.Float32 or DType.Float16 or DType.BFloat16;
}
