using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>
/// Settings, headers and contents of AWQ, GPTQ, compressed-tensors and FP8 matrices, changed at random in memory: each is read or refused. What
/// the tensors hold is as long as their headers say, which <see cref="SafetensorsHeader"/> sees to.
/// </summary>
[Slow]
public sealed class PackedTensorsFuzzTests
{
    private const int Rounds = 120_000;
    private const string ImaginaryPath = "model.safetensors";
    private const long MostBytes = 1 << 16;

    private static readonly string[] Values =
        [
        "4", "8", "3", "16", "32", "64", "-1", "0", "2147483647", "1e9", "true", "false", "null", "\"awq\"", "\"gptq\"", "\"gptq_v2\"", "\"gemm\"", "{}", "[4]",
        "[8,32]", "[2147483647,1]", "\"fp8\"", "\"compressed-tensors\"", "\"dense\"", "{\"a\":{\"weights\":{\"symmetric\":false}}}", "{\"a\":{\"weights\":{\"type\":\"float\"}}}",
    ];

    private static readonly string[] Keys =
        ["quant_method", "bits", "group_size", "desc_act", "sym", "checkpoint_format", "format", "version", "zero_point", "w_bit", "q_group_size", "dynamic", "weight_block_size", "config_groups"];

    private static readonly long[] Sizes = [0, 1, 2, 4, 8, 16, 31, 32, 64, 65, int.MaxValue, 1L << 32, long.MaxValue];

    private readonly Random _random = new(20250310);

    [Fact]
    public void FindQuantized_AnythingChanged_ReadsOrIsRefused()
    {
        Example[] examples = [.. Examples()];
        int readCount = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Example example = examples[_random.Next(examples.Length)];
            byte[] settings = ChangeSettings(example);
            Dictionary<string, TensorSource> tensors = ChangeTensors(example);
            try
            {
                ReadAll(example, settings, tensors);
                readCount++;
            }
            catch (CheckpointException)
            {
            }
            catch (Exception error)
            {
                Assert.Fail($"round {round}, {Encoding.UTF8.GetString(settings)}: {error}");
            }
        }

        // If all were refused at the door, nothing behind it would have been tried.
        Assert.InRange(readCount, Rounds / 20, Rounds * 19 / 20);
    }

    private static IEnumerable<Example> Examples() =>
    [
        .. PackedShapes().Select(shape => new PackedExample(shape)).Select(example => new Example(example.Settings(), example.Tensors, "m.scales")),
        .. CompressedShapes().Select(shape => new CompressedExample(shape)).Select(example => new Example(example.Settings(), example.Tensors, "m.weight_scale")),
        .. Float8Examples().Select(example => new Example(example.Settings(), example.Tensors, example.IsDeepSeek ? "m.weight_scale_inv" : "m.weight_scale")),
    ];

    private static IEnumerable<CompressedShape> CompressedShapes() =>
    [
        new() { Rows = 12, Columns = 64, GroupSize = 16 },
        new() { Rows = 12, Columns = 64, GroupSize = 32, IsSymmetric = false, IsShuffled = true },
        new() { Rows = 8, Columns = 64, GroupSize = -1, Bits = 8, IsPacked = false, IsSymmetric = false, HasByteZeros = true, ScaleType = DType.Float32 },
    ];

    private static IEnumerable<Float8Example> Float8Examples() =>
    [
        new(Float8Scales.Tensor, 8, 64),
        new(Float8Scales.Channel, 8, 64),
        new(Float8Scales.Group, 8, 64),
        new(Float8Scales.Block, 8, 64, isDeepSeek: true),
    ];

    private static IEnumerable<PackedShape> PackedShapes() =>
    [
        new() { IsAwq = true, Rows = 16, Columns = 64, GroupSize = 32 },
        new() { IsAwq = true, Rows = 8, Columns = 64, GroupSize = -1, ScaleType = DType.Float32 },
        new() { Rows = 16, Columns = 64, GroupSize = 32, IsSymmetric = true },
        new() { Rows = 16, Columns = 64, GroupSize = 16, IsShuffled = true },
        new() { Rows = 8, Columns = 64, GroupSize = -1, ScaleType = DType.BFloat16 },
        new() { Rows = 8, Columns = 64, GroupSize = 16, Bits = 8, IsShuffled = true, Format = "gptq_v2" },
    ];

    private void ReadAll(Example example, byte[] settings, Dictionary<string, TensorSource> tensors)
    {
        using JsonDocument json = CheckpointJson.Parse("config.json", settings, "settings");
        QuantizationConfig config = QuantizationConfigReader.Read(JsonSection.Of("config.json", json.RootElement));
        IReadOnlyList<long> shape = tensors[example.Scales].Entry.Shape;
        int rows = _random.Next(16) == 0 || shape.Count == 0 ? _random.Next(1, 100) : (int)shape[example.Scales == "m.scales" ? ^1 : 0];
        int columns = _random.Next(16) == 0 ? _random.Next(1, 100) : 64;
        if (tensors.TryGetValue("m.weight", out TensorSource? floats) && floats.Entry.DType == DType.Float8E4M3)
        {
            ReadFloats(config, floats, tensors);
            return;
        }

        QuantizedMatrix? matrix = PackedTensors.Find(config, tensors.GetValueOrDefault, "m.weight", Math.Max(rows, 1), columns);
        if (matrix is null)
        {
            return;
        }

        for (int row = 0; row < matrix.RowCount;)
        {
            int count = _random.Next(1, matrix.RowCount - row + 1);
            (byte[] values, float[] scales, float[] offsets) = QuantizedReading.Read(matrix, row, count);
            Assert.DoesNotContain(values, value => value >= 1 << matrix.Bits);
            Assert.All(scales.Concat(offsets), number => Assert.True(float.IsFinite(number)));
            row += count;
        }

        Assert.Equal(Enumerable.Range(0, columns), (matrix.ColumnOrder ?? [.. Enumerable.Range(0, columns)]).Order());
    }

    // Its own shape is the model's before anything is read of it.
    private static void ReadFloats(QuantizationConfig config, TensorSource weight, Dictionary<string, TensorSource> tensors)
    {
        if (!weight.Entry.Shape.SequenceEqual([8, 64]))
        {
            return;
        }

        byte[] bytes = ScaledFloat8.AsBFloat16(config, weight, tensors.GetValueOrDefault).ReadAll();
        float[] numbers = new float[8 * 64];
        CheckpointFloats.ToSingle(bytes, DType.BFloat16, numbers);
        Assert.All(numbers, number => Assert.True(float.IsFinite(number)));
    }

    private byte[] ChangeSettings(Example example)
    {
        string text = example.Settings.ToJsonString();
        switch (_random.Next(6))
        {
            case 0: // a byte
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                bytes[_random.Next(bytes.Length)] = (byte)"{}[],:\"\\u-0189e. \u00ff"[_random.Next(18)];
                return bytes;
            case 1: // a key with its value, in place of the present one if there is one
                string key = Keys[_random.Next(Keys.Length)];
                string value = Values[_random.Next(Values.Length)];
                IEnumerable<string> others = example.Settings.Where(pair => pair.Key != key)
                    .Select(pair => $"\"{pair.Key}\":{pair.Value?.ToJsonString() ?? "null"}");
                return Encoding.UTF8.GetBytes($"{{{string.Join(",", others.Append($"\"{key}\":{value}"))}}}");
            default:
                return Encoding.UTF8.GetBytes(text);
        }
    }

    private Dictionary<string, TensorSource> ChangeTensors(Example example)
    {
        Dictionary<string, TensorSource> tensors = example.Tensors.ToDictionary(
            pair => pair.Key, pair => Source(pair.Key, pair.Value.DType, pair.Value.Shape, pair.Value.Bytes));
        string[] names = [.. tensors.Keys.Where(name => name != example.Scales || _random.Next(4) == 0)];
        for (int change = _random.Next(3); change > 0; change--)
        {
            string name = names[_random.Next(names.Length)];
            if (tensors.TryGetValue(name, out TensorSource? tensor))
            {
                Change(tensors, name, tensor.Entry, example);
            }
        }

        return tensors;
    }

    private void Change(Dictionary<string, TensorSource> tensors, string name, TensorEntry entry, Example example)
    {
        byte[] bytes = example.Tensors[name].Bytes;
        long[] shape = [.. entry.Shape];
        int dimension = _random.Next(Math.Max(shape.Length, 1));
        switch (_random.Next(10))
        {
            case 0 when name != example.Scales:
                tensors.Remove(name);
                return;
            case 1:
                DType[] dtypes = Enum.GetValues<DType>();
                tensors[name] = Filled(name, dtypes[_random.Next(dtypes.Length)], shape);
                return;
            case 2 when shape.Length > 0:
                shape[dimension] = Sizes[_random.Next(Sizes.Length)];
                tensors[name] = Filled(name, entry.DType, shape);
                return;
            case 3:
                Array.Reverse(shape);
                tensors[name] = Filled(name, entry.DType, shape);
                return;
            case 4:
                tensors[name] = Filled(name, entry.DType, [.. shape, 1]);
                return;
            case 5 when name is "m.g_idx" or "m.weight_g_idx" && bytes.Length == entry.ByteCount: // a column in another group
                byte[] moved = [.. bytes];
                moved[4 * _random.Next(moved.Length / 4)] = (byte)_random.Next(6);
                tensors[name] = Source(name, entry.DType, shape, moved);
                return;
            default: // other contents, which need not be numbers
                tensors[name] = Filled(name, entry.DType, shape);
                return;
        }
    }

    private TensorSource Filled(string name, DType dtype, long[] shape)
    {
        Int128 byteCount = shape.Aggregate((Int128)(dtype == DType.Unknown ? 1 : dtype.ElementBytes()), (bytes, size) => Int128.Min(bytes * size, long.MaxValue));
        byte[]? bytes = byteCount <= MostBytes ? new byte[(int)byteCount] : null;
        if (bytes is not null && _random.Next(2) == 0)
        {
            _random.NextBytes(bytes);
        }

        return Source(name, dtype, shape, bytes, (long)byteCount);
    }

    /// <param name="Scales">The name of the scales, whose shape says how many rows there are.</param>
    private sealed record Example(
        JsonObject Settings, Dictionary<string, (DType DType, long[] Shape, byte[] Bytes)> Tensors, string Scales);

    private static TensorSource Source(string name, DType dtype, long[] shape, byte[]? bytes, long? byteCount = null) =>
        new(
            ImaginaryPath,
            new TensorEntry(name, dtype, shape, 0, byteCount ?? bytes!.Length),
            (offset, destination) =>
            {
                Assert.True(bytes is not null, "Read although no shape of the example is so large.");
                bytes.AsSpan(checked((int)offset), destination.Length).CopyTo(destination);
            });
}
