using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>What a random matrix of an AWQ or GPTQ checkpoint is like.</summary>
internal sealed record PackedShape
{
    public bool IsAwq { get; init; }

    public int Bits { get; init; } = 4;

    public int Rows { get; init; } = 40;

    public int Columns { get; init; } = 256;

    /// <summary>As in the file: -1 is a whole row.</summary>
    public int GroupSize { get; init; } = 128;

    public bool IsSymmetric { get; init; }

    public bool IsShuffled { get; init; }

    public DType ScaleType { get; init; } = DType.Float16;

    public string Format { get; init; } = "gptq";

    public int Seed { get; init; } = 1;

    public int GroupCount => GroupSize == -1 ? 1 : Columns / GroupSize;
}

/// <summary>
/// A random matrix "m.weight" and its tensors, packed here one value after another by the formulas in the fixtures'
/// README. Knows its weights without unpacking anything.
/// </summary>
internal sealed class PackedExample
{
    private static readonly int[] AwqOrder = [0, 2, 4, 6, 1, 3, 5, 7];

    private readonly PackedShape _shape;
    private readonly int[,] _values; // [columns, rows]
    private readonly int[,] _zeros; // [groups, rows]
    private readonly float[,] _scales; // [groups, rows]
    private readonly int[] _groupOf; // [columns]

    public PackedExample(PackedShape shape)
    {
        Random random = new(shape.Seed);
        _shape = shape;
        _values = Fill(shape.Columns, shape.Rows, () => random.Next(1 << shape.Bits));
        // GPTQ stores zero - 1 and gptq_v2 and AWQ the zero itself, in as many bits.
        int lowest = StoredBias;
        _zeros = Fill(
            shape.GroupCount,
            shape.Rows,
            () => shape.IsSymmetric ? 1 << (shape.Bits - 1) : random.Next(lowest, lowest + (1 << shape.Bits)));
        _scales = Fill(shape.GroupCount, shape.Rows, () => Round((float)((random.NextDouble() + 0.01) * 0.02)));
        _groupOf = [.. Enumerable.Range(0, shape.Columns).Select(k => k / (shape.Columns / shape.GroupCount))];
        if (shape.IsShuffled)
        {
            random.Shuffle(_groupOf);
        }

        AddTensors();
    }

    /// <summary>The tensors by their names: mutable, so that a test spoils one.</summary>
    public Dictionary<string, (DType DType, long[] Shape, byte[] Bytes)> Tensors { get; } = [];

    private int StoredBias => _shape is { IsAwq: false, Format: "gptq" } ? 1 : 0;

    /// <summary>The weight of output feature <paramref name="n"/> and input feature <paramref name="k"/>, exactly.</summary>
    public double Weight(int n, int k) => (_values[k, n] - _zeros[_groupOf[k], n]) * (double)_scales[_groupOf[k], n];

    /// <summary>The settings as the method's own tools write them.</summary>
    public JsonObject Settings() => _shape.IsAwq
        ? new JsonObject
        {
            ["quant_method"] = "awq",
            ["bits"] = _shape.Bits,
            ["group_size"] = _shape.GroupSize,
            ["version"] = "gemm",
            ["zero_point"] = true,
            ["modules_to_not_convert"] = null,
        }
        : new JsonObject
        {
            ["quant_method"] = "gptq",
            ["bits"] = _shape.Bits,
            ["group_size"] = _shape.GroupSize,
            ["desc_act"] = _shape.IsShuffled,
            ["sym"] = _shape.IsSymmetric,
            ["checkpoint_format"] = _shape.Format,
            ["damp_percent"] = 0.01,
        };

    /// <summary>Writes config.json and model.safetensors.</summary>
    public void Write(TemporaryFolder folder)
    {
        folder.WriteConfig(("quantization_config", Settings().ToJsonString()));
        SafetensorsWriter writer = new();
        foreach ((string name, (DType dtype, long[] shape, byte[] bytes)) in Tensors)
        {
            writer.Add(name, dtype, shape, bytes);
        }

        writer.Write(folder.At(CheckpointIndex.SingleFileName));
    }

    private static T[,] Fill<T>(int rows, int columns, Func<T> next)
    {
        T[,] table = new T[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                table[i, j] = next();
            }
        }

        return table;
    }

    private float Round(float scale) => _shape.ScaleType switch
    {
        DType.Float16 => (float)(Half)scale,
        DType.BFloat16 => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(scale) & 0xffff0000),
        _ => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(scale) & 0xffffff00), // 16 bits: x 256 is exact
    };

    private byte[] ScaleBytes() => [.. _scales.Cast<float>().SelectMany(scale => _shape.ScaleType switch
    {
        DType.Float16 => BitConverter.GetBytes((Half)scale),
        DType.BFloat16 => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(scale) >> 16)),
        _ => BitConverter.GetBytes(scale),
    })];

    private void AddTensors()
    {
        (int rows, int columns, int groups) = (_shape.Rows, _shape.Columns, _shape.GroupCount);
        int perWord = 32 / _shape.Bits;
        int[,] stored = Fill(groups, rows, () => 0);
        for (int i = 0; i < stored.Length; i++)
        {
            stored[i / rows, i % rows] = _zeros[i / rows, i % rows] - StoredBias;
        }

        int[] order = _shape.IsAwq ? AwqOrder : [.. Enumerable.Range(0, perWord)];
        uint[,] zeros = new uint[groups, rows / perWord];
        PackAlongRows(stored, zeros, order);
        uint[,] weights = new uint[_shape.IsAwq ? columns : columns / perWord, _shape.IsAwq ? rows / perWord : rows];
        if (_shape.IsAwq)
        {
            PackAlongRows(_values, weights, order);
        }
        else
        {
            for (int i = 0; i < _values.Length; i++)
            {
                (int k, int n) = (i / rows, i % rows);
                weights[k / perWord, n] |= (uint)_values[k, n] << (_shape.Bits * (k % perWord));
            }

            Tensors["m.g_idx"] = (DType.Int32, [columns], MemoryMarshal.AsBytes(_groupOf.AsSpan()).ToArray());
            Tensors["m.bias"] = (DType.Float16, [rows], new byte[2 * rows]); // as GPTQ's files have it
        }

        Tensors["m.qweight"] = Words(weights);
        Tensors["m.qzeros"] = Words(zeros);
        Tensors["m.scales"] = (_shape.ScaleType, [groups, rows], ScaleBytes());
    }

    private void PackAlongRows(int[,] values, uint[,] words, int[] order)
    {
        for (int k = 0; k < words.GetLength(0); k++)
        {
            for (int n = 0; n < values.GetLength(1); n++)
            {
                words[k, n / order.Length] |= (uint)values[k, n] << (_shape.Bits * Array.IndexOf(order, n % order.Length));
            }
        }
    }

    private static (DType DType, long[] Shape, byte[] Bytes) Words(uint[,] words) =>
        (DType.Int32,
            [words.GetLength(0), words.GetLength(1)],
            [.. words.Cast<uint>().SelectMany(BitConverter.GetBytes)]);
}
