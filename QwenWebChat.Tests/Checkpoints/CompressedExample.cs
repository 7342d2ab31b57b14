using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>What a random matrix of integers of a compressed-tensors checkpoint is like.</summary>
internal sealed record CompressedShape
{
    public int Bits { get; init; } = 4;

    public int Rows { get; init; } = 40;

    public int Columns { get; init; } = 256;

    /// <summary>-1 is a whole row.</summary>
    public int GroupSize { get; init; } = 128;

    public bool IsSymmetric { get; init; } = true;

    public bool IsShuffled { get; init; }

    public DType ScaleType { get; init; } = DType.BFloat16;

    /// <summary>Words of several values; else a byte each, which takes 8 bits.</summary>
    public bool IsPacked { get; init; } = true;

    /// <summary>Zero points in a byte each, as older files have them.</summary>
    public bool HasByteZeros { get; init; }

    public int Seed { get; init; } = 1;

    public int GroupCount => GroupSize == -1 ? 1 : Columns / GroupSize;
}

/// <summary>
/// A random matrix and its tensors as compressed-tensors writes them, packed here one value after another: a value is a
/// signed number, plus 2^(bits - 1) where it is packed. Knows its weights without unpacking anything.
/// </summary>
internal sealed class CompressedExample
{
    private readonly CompressedShape _shape;
    private readonly int[,] _values; // [rows, columns], signed
    private readonly int[,] _zeros; // [rows, groups], signed
    private readonly float[,] _scales; // [rows, groups]
    private readonly int[] _groupOf; // [columns]

    /// <param name="stem">The name of the layer.</param>
    public CompressedExample(CompressedShape shape, string stem = "m")
    {
        Random random = new(shape.Seed);
        _shape = shape;
        int least = -(1 << (shape.Bits - 1));
        _values = new int[shape.Rows, shape.Columns];
        _zeros = new int[shape.Rows, shape.GroupCount];
        _scales = new float[shape.Rows, shape.GroupCount];
        for (int row = 0; row < shape.Rows; row++)
        {
            for (int column = 0; column < shape.Columns; column++)
            {
                _values[row, column] = random.Next(least, -least);
            }

            for (int group = 0; group < shape.GroupCount; group++)
            {
                _zeros[row, group] = shape.IsSymmetric ? 0 : random.Next(least, -least);
                _scales[row, group] = Round((float)((random.NextDouble() + 0.2) * -0.1 / least));
            }
        }

        _groupOf = [.. Enumerable.Range(0, shape.Columns).Select(column => column * shape.GroupCount / shape.Columns)];
        if (shape.IsShuffled)
        {
            random.Shuffle(_groupOf);
        }

        AddTensors($"{stem}.weight");
    }

    /// <summary>The tensors by their names: mutable, so that a test spoils one.</summary>
    public Dictionary<string, (DType DType, long[] Shape, byte[] Bytes)> Tensors { get; } = [];

    /// <summary>The weight of output feature <paramref name="n"/> and input feature <paramref name="k"/>, exactly.</summary>
    public double Weight(int n, int k) => (_values[n, k] - _zeros[n, _groupOf[k]]) * (double)_scales[n, _groupOf[k]];

    /// <summary>The settings as llm-compressor writes them.</summary>
    public JsonObject Settings() => new()
    {
        ["config_groups"] = new JsonObject
        {
            ["group_0"] = new JsonObject
            {
                ["input_activations"] = null,
                ["output_activations"] = null,
                ["targets"] = new JsonArray("Linear"),
                ["weights"] = new JsonObject
                {
                    ["actorder"] = _shape.IsShuffled ? "group" : null,
                    ["block_structure"] = null,
                    ["dynamic"] = false,
                    ["group_size"] = _shape.GroupSize == -1 ? null : _shape.GroupSize,
                    ["num_bits"] = _shape.Bits,
                    ["observer"] = "minmax",
                    ["observer_kwargs"] = new JsonObject(),
                    ["strategy"] = _shape.GroupSize == -1 ? "channel" : "group",
                    ["symmetric"] = _shape.IsSymmetric,
                    ["type"] = "int",
                },
            },
        },
        ["format"] = _shape.IsPacked ? "pack-quantized" : "int-quantized",
        ["global_compression_ratio"] = 1.89,
        ["ignore"] = new JsonArray("lm_head"),
        ["kv_cache_scheme"] = null,
        ["quant_method"] = "compressed-tensors",
        ["quantization_status"] = "compressed",
    };

    /// <summary>Writes config.json and model.safetensors.</summary>
    public void Write(TemporaryFolder folder)
    {
        folder.WriteConfig(("quantization_config", Settings().ToJsonString()));
        WriteTensors(folder, Tensors);
    }

    public static void WriteTensors(
        TemporaryFolder folder, IEnumerable<KeyValuePair<string, (DType DType, long[] Shape, byte[] Bytes)>> tensors)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, (DType dtype, long[] shape, byte[] bytes)) in tensors)
        {
            writer.Add(name, dtype, shape, bytes);
        }

        writer.Write(folder.At(CheckpointIndex.SingleFileName));
    }

    /// <summary>The nearest below of a type, so that the bytes hold it.</summary>
    private float Round(float scale) => _shape.ScaleType switch
    {
        DType.Float16 => (float)(Half)scale,
        DType.BFloat16 => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(scale) & 0xffff0000),
        _ => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(scale) & 0xffffff00), // 16 bits: x 255 is exact
    };

    private byte[] BytesOf(float scale) => _shape.ScaleType switch
    {
        DType.Float16 => BitConverter.GetBytes((Half)scale),
        DType.BFloat16 => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(scale) >> 16)),
        _ => BitConverter.GetBytes(scale),
    };

    private void AddTensors(string name)
    {
        (int rows, int columns, int groups) = (_shape.Rows, _shape.Columns, _shape.GroupCount);
        int perWord = 32 / _shape.Bits;
        if (_shape.IsPacked)
        {
            uint[,] words = new uint[rows, columns / perWord];
            for (int i = 0; i < _values.Length; i++)
            {
                (int row, int column) = (i / columns, i % columns);
                words[row, column / perWord] |= Unsigned(_values[row, column]) << (_shape.Bits * (column % perWord));
            }

            Tensors[$"{name}_packed"] = Words(words);
            Tensors[$"{name}_shape"] = (DType.Int64, [2], [.. new[] { (long)rows, columns }.SelectMany(BitConverter.GetBytes)]);
        }
        else
        {
            Tensors[name] = (DType.Int8, [rows, columns], [.. _values.Cast<int>().Select(value => (byte)(sbyte)value)]);
        }

        Tensors[$"{name}_scale"] = (_shape.ScaleType, [rows, groups], [.. _scales.Cast<float>().SelectMany(BytesOf)]);
        if (!_shape.IsSymmetric)
        {
            Tensors[$"{name}_zero_point"] = _shape.HasByteZeros
                ? (DType.Int8, [rows, groups], [.. _zeros.Cast<int>().Select(zero => (byte)(sbyte)zero)])
                : Words(PackedZeros(perWord));
        }

        if (_shape.IsShuffled)
        {
            Tensors[$"{name}_g_idx"] = (DType.Int32, [columns], [.. _groupOf.SelectMany(BitConverter.GetBytes)]);
        }
    }

    private uint[,] PackedZeros(int perWord)
    {
        uint[,] words = new uint[(_shape.Rows + perWord - 1) / perWord, _shape.GroupCount];
        for (int i = 0; i < _zeros.Length; i++)
        {
            (int row, int group) = (i / _shape.GroupCount, i % _shape.GroupCount);
            words[row / perWord, group] |= Unsigned(_zeros[row, group]) << (_shape.Bits * (row % perWord));
        }

        return words;
    }

    private uint Unsigned(int value) => (uint)(value + (1 << (_shape.Bits - 1)));

    private static (DType DType, long[] Shape, byte[] Bytes) Words(uint[,] words) =>
        (DType.Int32, [words.GetLength(0), words.GetLength(1)], [.. words.Cast<uint>().SelectMany(BitConverter.GetBytes)]);
}
