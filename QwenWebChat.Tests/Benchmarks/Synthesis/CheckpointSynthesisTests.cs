using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Synthesis;

/// <summary>Synthetic checkpoints, against the fixtures' own headers and in the engine.</summary>
public sealed class CheckpointSynthesisTests
{
    [Theory]
    [InlineData(nameof(WeightFormat.BFloat16), "tiny-bf16")]
    [InlineData(nameof(WeightFormat.Awq), "tiny-awq")]
    [InlineData(nameof(WeightFormat.Gptq), "tiny-gptq")]
    public void Write_FixturesShape_HasTheFixturesTensors(string format, string fixture)
    {
        string expected = SharedFixtures.Require(fixture);
        using TemporaryFolder folder = new();

        string path = folder.Write(Enum.Parse<WeightFormat>(format));

        Assert.Equal(TensorsOf(expected), TensorsOf(path));
        Assert.Equal(QuantizationConfigReader.Load(expected), QuantizationConfigReader.Load(path));
    }

    [Theory]
    [InlineData(nameof(WeightFormat.BFloat16), "bfloat16")]
    [InlineData(nameof(WeightFormat.Awq), "int4")]
    [InlineData(nameof(WeightFormat.Gptq), "int4")]
    [InlineData(nameof(WeightFormat.GgufQ40), "int4")]
    public void Write_EachFormat_RunsWithLogitsThatDiffer(string format, string held)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Write(Enum.Parse<WeightFormat>(format)));
        using ModelRunner runner = ModelRunner.Load(
            checkpoint, new InferenceOptions { DType = "float32", Device = "cpu" }, null, TestContext.Current.CancellationToken);

        float[] logits = new LoneSequence(runner).Run([1, 2, 3, 500]).ToArray();

        Assert.Equal(held, runner.FormatName);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
        Assert.True(logits.Max() - logits.Min() > 0.1, "all logits are the same");
    }

    [Theory]
    [InlineData(nameof(WeightFormat.Awq))]
    [InlineData(nameof(WeightFormat.Gptq))]
    [InlineData(nameof(WeightFormat.GgufQ40))]
    public void Write_FourBits_DecodesToTheDeviationOfFloatWeights(string format)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Write(Enum.Parse<WeightFormat>(format)));
        QuantizedMatrix matrix = checkpoint.FindQuantized("model.layers.1.mlp.down_proj.weight", 256, 512)!;

        (byte[] values, float[] scales, float[] offsets) = QuantizedReading.Read(matrix, 0, matrix.RowCount);
        double[] weights = [.. values.Select((value, i) => Weight(matrix, value, i / matrix.GroupSize, scales, offsets))];

        // 131,072 weights: their deviation is known to 0.2 %, and the spread of the scales adds 1 %.
        Assert.InRange(Math.Sqrt(weights.Average(weight => weight * weight)), 0.0195, 0.0208);
    }

    [Fact]
    public void Write_TiedShape_HasNoHead()
    {
        using TemporaryFolder folder = new();

        string path = folder.Write(WeightFormat.BFloat16, SmallSynthesis.Config with { TieWordEmbeddings = true });

        Assert.DoesNotContain(TensorsOf(path), tensor => tensor.Contains("lm_head", StringComparison.Ordinal));
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Assert.True(checkpoint.Config.TieWordEmbeddings);
    }

    [Theory]
    [InlineData(nameof(WeightFormat.BFloat16))]
    [InlineData(nameof(WeightFormat.Awq))]
    [InlineData(nameof(WeightFormat.Gptq))]
    public void Write_Twice_GivesTheSameBytes(string format)
    {
        using TemporaryFolder folder = new();

        string first = folder.Write(Enum.Parse<WeightFormat>(format), name: "first");
        string second = folder.Write(Enum.Parse<WeightFormat>(format), name: "second");

        foreach (string file in Directory.GetFiles(first).Select(path => Path.GetFileName(path)))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file)));
        }
    }

    [Theory]
    [InlineData(nameof(WeightFormat.BFloat16))]
    [InlineData(nameof(WeightFormat.GgufQ40))]
    public void Write_DefaultTokenizer_IsOneTheEngineLoads(string format)
    {
        using TemporaryFolder folder = new();

        QwenTokenizer tokenizer = QwenTokenizer.Load(folder.Write(Enum.Parse<WeightFormat>(format)));

        Assert.Equal([0x41, 0xC3, 0xA9, 511], tokenizer.Encode("Aé<|im_end|>", parseSpecial: true));
        Assert.Equal("Aé", tokenizer.Decode([0x41, 0xC3, 0xA9, 511]));
    }

    [Theory]
    [InlineData(nameof(WeightFormat.Awq))]
    [InlineData(nameof(WeightFormat.GgufQ40))]
    public void Write_GivenTokenizer_KeepsIt(string format)
    {
        string fixture = SharedFixtures.Require("tiny-bf16");
        using TemporaryFolder folder = new();

        string path = CheckpointSynthesis.Write(
            SmallSynthesis.Config, Enum.Parse<WeightFormat>(format), SyntheticTokenizer.Load(fixture, 512), folder.At("small"), "small", TextWriter.Null, TestContext.Current.CancellationToken);

        const string Text = "The quick brown fox, déjà vu. 中文<|im_end|>";
        Assert.Equal(QwenTokenizer.Load(fixture).Encode(Text, parseSpecial: true), QwenTokenizer.Load(path).Encode(Text, parseSpecial: true));
    }

    [Fact]
    public void Load_TokenizerWithMoreIdsThanRows_IsRefused()
    {
        string fixture = SharedFixtures.Require("tiny-bf16");

        Refusal.Is(() => SyntheticTokenizer.Load(fixture, 400), fixture, "ids up to 511", "below the 400 rows");
    }

    [Theory]
    [InlineData(nameof(WeightFormat.Awq))]
    [InlineData(nameof(WeightFormat.GgufQ40))]
    public async Task Write_Stopped_LeavesNothingHalfWritten(string format)
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource source = new();
        await source.CancelAsync();

        Assert.Throws<OperationCanceledException>(() => CheckpointSynthesis.Write(
            SmallSynthesis.Config, Enum.Parse<WeightFormat>(format), SyntheticTokenizer.Bytes(512), folder.Path, "small", TextWriter.Null, source.Token));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_RowsThatAreNoWholeGroups_AreRefused()
    {
        using TemporaryFolder folder = new();

        ArgumentException error = Assert.Throws<ArgumentException>(() => folder.Write(WeightFormat.Gptq, SmallSynthesis.Config with { IntermediateSize = 576 }));

        Assert.Contains("down_proj", error.Message, StringComparison.Ordinal);
        Assert.Contains("576", error.Message, StringComparison.Ordinal);
    }

    private static double Weight(QuantizedMatrix matrix, byte value, int group, float[] scales, float[] offsets) =>
        (scales[group] * value) - (matrix.HasOffsets ? offsets[group] : scales[group] * matrix.ZeroPoint);

    private static string[] TensorsOf(string folder)
    {
        string path = Path.Combine(folder, "model.safetensors");
        using FileStream stream = File.OpenRead(path);
        return
        [
            .. SafetensorsHeader.Read(path, stream).Values
                .Select(entry => $"{entry.Name} {entry.DType} [{string.Join(", ", entry.Shape)}]")
                .Order(StringComparer.Ordinal),
        ];
    }
}
