using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Model;

/// <summary>
/// A model of two layers whose matrices are random numbers of one format, written by the tests' own writers, which know
/// the weights in float64 without reading the file.
/// </summary>
internal sealed class WrittenModel : IDisposable
{
    /// <summary>GGUF types, and what Hugging Face folders have besides AWQ and GPTQ.</summary>
    public static readonly string[] Formats =
    [
        .. PlainGgufBlocks.Types.Select(type => type.Name),
        "int4", "int4 asymmetric", "int4 act-order", "int4 groups of 16", "int8 by row", "int8 unpacked",
        "fp8 by tensor", "fp8 by row", "fp8 by block", "fp8 of DeepSeek",
    ];

    private static readonly (string Key, string? Json)[] Shape =
    [
        ("hidden_size", "256"), ("intermediate_size", "512"), ("num_hidden_layers", "2"), ("num_attention_heads", "4"),
        ("num_key_value_heads", "2"), ("vocab_size", "272"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, double[]> _weights = [];
    private readonly Random _random = new(20251128);

    public WrittenModel(string format)
    {
        Config = ConfigJson.LoadConfig(Shape);
        Path = PlainGgufBlocks.Types.Any(type => type.Name == format) ? WriteGguf(format) : WriteFolder(format);
    }

    public Qwen2Config Config { get; }

    public string Path { get; }

    /// <summary>Whether the weights that are held are not the very ones.</summary>
    public static bool IsRounded(string format) => format.StartsWith("fp8", StringComparison.Ordinal);

    /// <summary>The weights of a tensor, row-major.</summary>
    public double[] Read(string name) => _weights[name];

    public void Dispose() => _folder.Dispose();

    private string WriteGguf(string type)
    {
        (uint id, _, int elements, int blockBytes) = PlainGgufBlocks.Types.Single(known => known.Name == type);
        string[] tokens = [.. SmallGguf.Tokens(), .. Enumerable.Range(SmallGguf.Tokens().Length, 272 - SmallGguf.Tokens().Length).Select(i => $"[PAD{i}]")];
        RawGguf file = SmallGguf.WithKeys()
            .Set("qwen2.block_count", 2u)
            .Set("qwen2.embedding_length", 256u)
            .Set("qwen2.feed_forward_length", 512u)
            .Set("qwen2.attention.head_count", 4u)
            .Set("qwen2.attention.head_count_kv", 2u)
            .Set("tokenizer.ggml.tokens", tokens)
            .Set("tokenizer.ggml.token_type", SmallGguf.TokenTypes(tokens))
            .Set("tokenizer.ggml.merges", SmallGguf.Merges)
            .Set("tokenizer.ggml.eos_token_id", (uint)SmallGguf.ImEnd);
        foreach (TensorSpec spec in TensorSpec.For(Config))
        {
            ulong[] dimensions = [.. spec.Shape.Reverse().Select(size => (ulong)size)];
            if (!spec.IsMatrix)
            {
                file.Add(GgufNames.Of(spec.Name), RawGguf.F32, dimensions, [.. Vector(spec).SelectMany(BitConverter.GetBytes)]);
                continue;
            }

            byte[] blocks = PlainGgufBlocks.Random(type, (int)spec.ElementCount / elements, _random);
            file.Add(GgufNames.Of(spec.Name), id, dimensions, blocks);
            _weights[spec.Name] =
                [.. Enumerable.Range(0, (int)spec.ElementCount).Select(i => PlainGgufBlocks.Weight(type, blocks.AsSpan(i / elements * blockBytes, blockBytes), i % elements))];
        }

        return file.Write(_folder);
    }

    private string WriteFolder(string format)
    {
        Dictionary<string, (DType DType, long[] Shape, byte[] Bytes)> tensors = [];
        JsonObject? settings = null;
        foreach (TensorSpec spec in TensorSpec.For(Config))
        {
            if (!spec.IsMatrix || spec.IsVocabulary)
            {
                float[] numbers = spec.IsMatrix ? Embedding(spec) : Vector(spec);
                tensors[spec.Name] = (DType.Float32, [.. spec.Shape], [.. numbers.SelectMany(BitConverter.GetBytes)]);
                continue;
            }

            (int rows, int columns) = ((int)spec.Shape[0], (int)spec.Shape[1]);
            string stem = spec.Name[..^".weight".Length];
            int seed = _weights.Count;
            Func<int, int, double> weight;
            Dictionary<string, (DType DType, long[] Shape, byte[] Bytes)> parts;
            if (IsRounded(format))
            {
                Float8Example example = Float8(format, rows, columns, seed, stem);
                (weight, parts, settings) = (example.Weight, example.Tensors, example.Settings());
            }
            else
            {
                CompressedExample example = new(Integers(format) with { Rows = rows, Columns = columns, Seed = seed }, stem);
                (weight, parts, settings) = (example.Weight, example.Tensors, example.Settings());
            }

            foreach ((string name, (DType DType, long[] Shape, byte[] Bytes) part) in parts)
            {
                tensors[name] = part;
            }

            _weights[spec.Name] = [.. Enumerable.Range(0, rows * columns).Select(i => weight(i / columns, i % columns))];
        }

        _folder.WriteConfig([.. Shape, ("quantization_config", settings!.ToJsonString())]);
        CompressedExample.WriteTensors(_folder, tensors);
        return _folder.Path;
    }

    private static CompressedShape Integers(string format) => format switch
    {
        "int4" => new(),
        "int4 asymmetric" => new() { IsSymmetric = false, GroupSize = 32, ScaleType = DType.Float16 },
        "int4 act-order" => new() { IsShuffled = true },
        "int4 groups of 16" => new() { GroupSize = 16 },
        "int8 by row" => new() { Bits = 8, GroupSize = -1 },
        "int8 unpacked" => new() { Bits = 8, GroupSize = -1, IsPacked = false },
        _ => throw new ArgumentException(format),
    };

    private static Float8Example Float8(string format, int rows, int columns, int seed, string stem) => format switch
    {
        "fp8 by tensor" => new(Float8Scales.Tensor, rows, columns, seed: seed, stem: stem),
        "fp8 by row" => new(Float8Scales.Channel, rows, columns, seed: seed, stem: stem),
        "fp8 by block" => new(Float8Scales.Block, rows, columns, seed: seed, stem: stem),
        "fp8 of DeepSeek" => new(Float8Scales.Block, rows, columns, isDeepSeek: true, seed, stem),
        _ => throw new ArgumentException(format),
    };

    /// <summary>A norm around 1, or a bias around 0.</summary>
    private float[] Vector(TensorSpec spec)
    {
        float middle = spec.Name.EndsWith(".bias", StringComparison.Ordinal) ? 0 : 1;
        return Numbers(spec, () => middle + ((_random.NextSingle() - 0.5f) / 2));
    }

    private float[] Embedding(TensorSpec spec) => Numbers(spec, () => _random.NextSingle() - 0.5f);

    private float[] Numbers(TensorSpec spec, Func<float> next)
    {
        float[] numbers = [.. Enumerable.Range(0, (int)spec.ElementCount).Select(_ => next())];
        _weights[spec.Name] = [.. numbers.Select(number => (double)number)];
        return numbers;
    }
}
