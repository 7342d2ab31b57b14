using System.Collections.Frozen;
using TorchSharp;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>What is known of a <see cref="CheckpointDType"/>: its name in the file, its size, its torch type.</summary>
internal static class CheckpointDTypeFacts
{
    private static readonly FrozenDictionary<string, CheckpointDType> ByName = new Dictionary<string, CheckpointDType>
    {
        ["F64"] = CheckpointDType.Float64,
        ["F32"] = CheckpointDType.Float32,
        ["F16"] = CheckpointDType.Float16,
        ["BF16"] = CheckpointDType.BFloat16,
        ["F8_E4M3"] = CheckpointDType.Float8E4M3,
        ["I64"] = CheckpointDType.Int64,
        ["I32"] = CheckpointDType.Int32,
        ["I16"] = CheckpointDType.Int16,
        ["I8"] = CheckpointDType.Int8,
        ["U8"] = CheckpointDType.UInt8,
        ["BOOL"] = CheckpointDType.Bool,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<CheckpointDType, string> Names =
        ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The accepted names, for messages.</summary>
    public static string AllNames { get; } = string.Join(", ", Names.OrderBy(pair => pair.Key).Select(pair => pair.Value));

    public static bool TryParse(string name, out CheckpointDType dtype) => ByName.TryGetValue(name, out dtype);

    /// <summary>The name in a safetensors header, such as <c>BF16</c>.</summary>
    public static string SafetensorsName(this CheckpointDType dtype) => Names.GetValueOrDefault(dtype, "unknown");

    /// <summary>The size of one element.</summary>
    public static int ElementBytes(this CheckpointDType dtype) => dtype switch
    {
        CheckpointDType.Float64 or CheckpointDType.Int64 => 8,
        CheckpointDType.Float32 or CheckpointDType.Int32 => 4,
        CheckpointDType.Float16 or CheckpointDType.BFloat16 or CheckpointDType.Int16 => 2,
        CheckpointDType.Float8E4M3 or CheckpointDType.Int8 or CheckpointDType.UInt8 or CheckpointDType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <exception cref="ArgumentOutOfRangeException">TorchSharp has no such type: <see cref="CheckpointDType.Float8E4M3"/>.</exception>
    public static torch.ScalarType ScalarType(this CheckpointDType dtype) => dtype switch
    {
        CheckpointDType.Float64 => torch.ScalarType.Float64,
        CheckpointDType.Float32 => torch.ScalarType.Float32,
        CheckpointDType.Float16 => torch.ScalarType.Float16,
        CheckpointDType.BFloat16 => torch.ScalarType.BFloat16,
        CheckpointDType.Int64 => torch.ScalarType.Int64,
        CheckpointDType.Int32 => torch.ScalarType.Int32,
        CheckpointDType.Int16 => torch.ScalarType.Int16,
        CheckpointDType.Int8 => torch.ScalarType.Int8,
        CheckpointDType.UInt8 => torch.ScalarType.Byte,
        CheckpointDType.Bool => torch.ScalarType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <summary>The types that a float weight may have in the file.</summary>
    public static bool IsFloatWeight(this CheckpointDType dtype) =>
        dtype is CheckpointDType.Float32 or CheckpointDType.Float16 or CheckpointDType.BFloat16;
}
