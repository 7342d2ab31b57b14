using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>What shares a scale in an FP8 matrix.</summary>
internal enum Float8Scales
{
    Tensor,
    Channel,
    Group,
    Block,
}

/// <summary>
/// A random FP8 matrix and its scales, as llm-compressor and DeepSeek write them. Knows its weights from the formula of the
/// format: (-1)^s x 2^(e - 7) x (1 + m / 8), and 2^-6 x m / 8 where e is 0.
/// </summary>
internal sealed class Float8Example
{
    private readonly Float8Scales _kind;
    private readonly (int Rows, int Columns) _block;
    private readonly int _columns;
    private readonly byte[] _codes; // [rows, columns]
    private readonly float[,] _scales;

    /// <param name="isDeepSeek">Block scales by the name of <c>weight_scale_inv</c>, and settings that call themselves fp8.</param>
    public Float8Example(Float8Scales kind, int rows, int columns, bool isDeepSeek = false, int seed = 1, string stem = "m")
    {
        Random random = new(seed);
        (_kind, IsDeepSeek, _columns) = (kind, isDeepSeek, columns);
        _block = kind switch
        {
            Float8Scales.Tensor => (rows, columns),
            Float8Scales.Channel => (1, columns),
            Float8Scales.Group => (1, 32),
            _ => (128, 128),
        };
        // Every code but the two that are no number, each as often as another.
        _codes = [.. Enumerable.Range(0, rows * columns).Select(_ => (byte)(random.Next(127) + (128 * random.Next(2))))];
        _scales = new float[(rows + _block.Rows - 1) / _block.Rows, (columns + _block.Columns - 1) / _block.Columns];
        for (int i = 0; i < _scales.Length; i++)
        {
            _scales[i / _scales.GetLength(1), i % _scales.GetLength(1)] = (float)((random.NextDouble() + 0.5) * 1e-3);
        }

        long[] shape = kind == Float8Scales.Tensor ? [1] : [_scales.GetLength(0), _scales.GetLength(1)];
        Tensors[$"{stem}.weight"] = (DType.Float8E4M3, [rows, columns], _codes);
        Tensors[$"{stem}.weight_scale{(isDeepSeek ? "_inv" : "")}"] = (DType.Float32, shape, [.. _scales.Cast<float>().SelectMany(BitConverter.GetBytes)]);
    }

    public bool IsDeepSeek { get; }

    public Dictionary<string, (DType DType, long[] Shape, byte[] Bytes)> Tensors { get; } = [];

    /// <summary>The weight of output feature <paramref name="n"/> and input feature <paramref name="k"/>, exactly.</summary>
    public double Weight(int n, int k) => Number(_codes[(n * _columns) + k]) * _scales[n / _block.Rows, k / _block.Columns];

    public static double Number(byte code)
    {
        int exponent = code / 8 % 16;
        double fraction = code % 8 / 8.0;
        double size = exponent == 0 ? fraction * Math.Pow(2, -6) : (1 + fraction) * Math.Pow(2, exponent - 7);
        return code < 128 ? size : -size;
    }

    public JsonObject Settings() => IsDeepSeek
        ? new JsonObject
        {
            ["activation_scheme"] = "dynamic",
            ["fmt"] = "e4m3",
            ["quant_method"] = "fp8",
            ["weight_block_size"] = _kind == Float8Scales.Block ? new JsonArray(_block.Rows, _block.Columns) : null,
        }
        : new JsonObject
        {
            ["config_groups"] = new JsonObject
            {
                ["group_0"] = new JsonObject
                {
                    ["input_activations"] = new JsonObject { ["num_bits"] = 8, ["type"] = "float", ["strategy"] = "token", ["dynamic"] = true },
                    ["targets"] = new JsonArray("Linear"),
                    ["weights"] = new JsonObject
                    {
                        ["block_structure"] = _kind == Float8Scales.Block ? new JsonArray(_block.Rows, _block.Columns) : null,
                        ["num_bits"] = 8,
                        ["strategy"] = _kind.ToString().ToLowerInvariant(),
                        ["symmetric"] = true,
                        ["type"] = "float",
                    },
                },
            },
            ["format"] = "float-quantized",
            ["ignore"] = new JsonArray("lm_head"),
            ["quant_method"] = "compressed-tensors",
        };

    public void Write(TemporaryFolder folder)
    {
        folder.WriteConfig(("quantization_config", Settings().ToJsonString()));
        CompressedExample.WriteTensors(folder, Tensors);
    }
}
