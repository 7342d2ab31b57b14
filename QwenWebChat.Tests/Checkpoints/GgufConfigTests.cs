using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class GgufConfigTests
{
    private const string Path = "/m/model.gguf";
    private const string Scaling = "qwen2.rope.scaling";

    [Fact]
    public void Read_SmallFile_GivesEveryValue()
    {
        Qwen2Config config = Read(SmallGguf.Create());

        Assert.Equal((8, 12, 1, 2, 1, 4), (config.HiddenSize, config.IntermediateSize, config.LayerCount, config.HeadCount, config.KeyValueHeadCount, config.HeadSize));
        Assert.Equal((SmallGguf.VocabularySize, 128, 1e6, 1e-6), (config.VocabularySize, config.MaxPositionEmbeddings, config.RopeTheta, config.RmsNormEps));
        Assert.Equal((true, null, "float32"), (config.TieWordEmbeddings, config.RopeScaling, config.DType));
        Assert.Equal([SmallGguf.ImEnd], config.EndTokenIds);
    }

    [Fact]
    public void Read_OutputTensor_UntiesTheHead()
    {
        RawGguf file = SmallGguf.Create().Add("output.weight", RawGguf.F32, [8, SmallGguf.VocabularySize], new byte[8 * SmallGguf.VocabularySize * 4]);

        Assert.False(Read(file).TieWordEmbeddings);
    }

    [Fact]
    public void Read_KeyLength_IsTheHeadSize() =>
        Assert.Equal(6, Read(SmallGguf.Create().Set("qwen2.attention.key_length", 6u).Set("qwen2.attention.value_length", 6u)).HeadSize);

    [Theory]
    [InlineData("general.architecture", "llama", "general.architecture = 'llama'", "'qwen2' (Qwen2 and Qwen2.5 text models)")]
    [InlineData("general.architecture", null, "no general.architecture", "'qwen2'")]
    [InlineData("qwen2.block_count", null, "no qwen2.block_count", "a whole number from 1")]
    [InlineData("qwen2.context_length", 0u, "qwen2.context_length = 0", "a whole number from 1")]
    [InlineData("qwen2.embedding_length", 9u, "qwen2.embedding_length = 9", "an even multiple of qwen2.attention.head_count, 2")]
    [InlineData("qwen2.embedding_length", 10u, "qwen2.embedding_length = 10", "an even multiple")]
    [InlineData("qwen2.feed_forward_length", "x", "qwen2.feed_forward_length = 'x'", "a whole number from 1")]
    [InlineData("qwen2.attention.head_count", new[] { 2, 2 }, "qwen2.attention.head_count = a list of 2", "a whole number from 1")]
    [InlineData("qwen2.attention.head_count_kv", 3u, "qwen2.attention.head_count_kv = 3", "a divisor of qwen2.attention.head_count, 2")]
    [InlineData("qwen2.attention.key_length", 5u, "qwen2.attention.key_length = 5", "an even number")]
    [InlineData("qwen2.attention.value_length", 8u, "qwen2.attention.value_length = 8", "the size of a head, 4")]
    [InlineData("qwen2.rope.dimension_count", 2u, "qwen2.rope.dimension_count = 2", "the size of a head, 4")]
    [InlineData("qwen2.rope.freq_base", null, "no qwen2.rope.freq_base", "a number above 0")]
    [InlineData("qwen2.attention.layer_norm_rms_epsilon", 0f, "qwen2.attention.layer_norm_rms_epsilon = 0", "a number above 0")]
    public void Read_BadKey_IsRefused(string key, object? value, string found, string expected)
    {
        RawGguf file = SmallGguf.Create();

        AssertRefused(value is null ? file.Remove(key) : file.Set(key, value), found, expected);
    }

    [Fact]
    public void Read_NoEmbedding_IsRefused()
    {
        AssertRefused(SmallGguf.Create().RemoveTensor("token_embd.weight"), "no tensor 'token_embd.weight'", "a language model");
        AssertRefused(
            SmallGguf.Create().RemoveTensor("token_embd.weight").Add("token_embd.weight", RawGguf.F32, [8], new byte[32]),
            "tensor 'token_embd.weight' of shape [8]",
            "[tokens, embedding length]");
    }

    [Fact]
    public void Read_Yarn_EqualsThatOfAFolder()
    {
        RawGguf file = SmallGguf.Create()
            .Set($"{Scaling}.type", "yarn").Set($"{Scaling}.factor", 4f).Set($"{Scaling}.original_context_length", 64u);

        Assert.Equal(new YarnScaling(4, 64), Read(file).RopeScaling);
        Assert.Equal(256, Read(file).ContextTokens);
        Assert.Equal(new YarnScaling(4, 128), Read(file.Remove($"{Scaling}.original_context_length")).RopeScaling);
        file.Set($"{Scaling}.yarn_beta_fast", 16f).Set($"{Scaling}.yarn_beta_slow", 2f);
        Assert.Equal(new YarnScaling(4, 128) { BetaFast = 16, BetaSlow = 2 }, Read(file).RopeScaling);
        Assert.Null(Read(file.Set($"{Scaling}.type", "none")).RopeScaling);
    }

    [Theory]
    [InlineData("type", "linear", $"{Scaling}.type = 'linear'", "'yarn', 'none' or no scaling")]
    [InlineData("type", "longrope", $"{Scaling}.type = 'longrope'", "'yarn', 'none' or no scaling")]
    [InlineData("type", null, $"no {Scaling}.type", "'yarn', 'none' or no scaling")]
    [InlineData("factor", 0.5f, $"{Scaling}.factor = 0.5", "a number of at least 1")]
    [InlineData("factor", null, $"no {Scaling}.factor", "a number of at least 1")]
    [InlineData("factor", 1e9f, $"{Scaling}.factor = 1E+09", "at most 2147483647 tokens")]
    [InlineData("original_context_length", 0u, $"{Scaling}.original_context_length = 0", "a whole number from 1")]
    [InlineData("yarn_beta_fast", 1f, $"{Scaling}.yarn_beta_fast = 1", "yarn_beta_fast above yarn_beta_slow")]
    [InlineData("yarn_beta_slow", 40f, $"{Scaling}.yarn_beta_slow = 40", "yarn_beta_fast above yarn_beta_slow")]
    [InlineData("attn_factor", 2f, $"{Scaling}.attn_factor = 2", "YaRN as Qwen2.5 uses it")]
    [InlineData("yarn_log_multiplier", 1f, $"{Scaling}.yarn_log_multiplier = 1", "YaRN as Qwen2.5 uses it")]
    public void Read_BadScaling_IsRefused(string key, object? value, string found, string expected)
    {
        RawGguf file = SmallGguf.Create().Set($"{Scaling}.type", "yarn").Set($"{Scaling}.factor", 4f);
        key = $"{Scaling}.{key}";

        AssertRefused(value is null ? file.Remove(key) : file.Set(key, value), found, expected);
    }

    [Theory]
    [InlineData("linear", 1f)]
    [InlineData("linear", 0f)]
    [InlineData("linear", null)]
    [InlineData(null, 1f)]
    [InlineData(null, 1u)]
    [InlineData("none", 8f)]
    [InlineData("none", "x")]
    public void Read_ScalingOfNoEffect_IsNone(string? type, object? factor)
    {
        RawGguf file = SmallGguf.Create().Set($"{Scaling}.finetuned", false).Set($"{Scaling}.original_context_length", 128u);
        file = type is null ? file : file.Set($"{Scaling}.type", type);

        Assert.Null(Read(factor is null ? file : file.Set($"{Scaling}.factor", factor)).RopeScaling);
    }

    [Fact]
    public void Read_YarnKeysOfNoEffect_AreLeftAlone() => Assert.Equal(
        new YarnScaling(4, 128),
        Read(SmallGguf.Create().Set($"{Scaling}.type", "yarn").Set($"{Scaling}.factor", 4f).Set($"{Scaling}.attn_factor", 1f)
            .Set($"{Scaling}.yarn_ext_factor", 1f).Set($"{Scaling}.yarn_log_multiplier", 0f)).RopeScaling);

    [Fact]
    public void Read_NoCountOfKeyValueHeads_IsThatOfTheirBiasOrOfHeads()
    {
        RawGguf file = SmallGguf.Create().Remove("qwen2.attention.head_count_kv");

        Assert.Equal(1, Read(file).KeyValueHeadCount);
        Assert.Equal(2, Read(file.RemoveTensor("blk.0.attn_k.bias")).KeyValueHeadCount);
        Assert.Equal(2, Read(file.Add("blk.0.attn_k.bias", RawGguf.F32, [5], new byte[20])).KeyValueHeadCount);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(uint.MaxValue)]
    [InlineData(-1L)]
    public void Read_NoEndToken_IsAbsent(object value)
    {
        RawGguf file = SmallGguf.Create().Set("tokenizer.ggml.eos_token_id", value).Set("tokenizer.ggml.eot_token_id", value);

        Assert.Empty(Read(file).EndTokenIds);
        Assert.DoesNotContain(-1, ReadDefaults(file).EndTokenIds);
    }

    [Theory]
    [InlineData("adapter", "a LoRA adapter: general.type = 'adapter'", "llama-export-lora")]
    [InlineData("imatrix", "an importance matrix (imatrix)", "the model's own file")]
    [InlineData("mmproj", "(mmproj)", "the text model's file")]
    public void Read_FileThatIsNoModel_IsNamed(string type, string found, string expected)
    {
        AssertRefused(new RawGguf().Set("general.type", type), found, expected);
        AssertRefused(SmallGguf.Create().Set("general.type", type), found, expected);
    }

    [Theory]
    [InlineData("model")]
    [InlineData("something new")]
    [InlineData(7)]
    public void Read_OtherKindOfFile_IsNotJudged(object type) => Assert.Equal(1, Read(SmallGguf.Create().Set("general.type", type)).LayerCount);

    [Fact]
    public void ReadDefaults_NoSamplingKeys_IsTheFamilysWithItsIds()
    {
        GenerationDefaults defaults = ReadDefaults(SmallGguf.Create());

        Assert.Equal((0.7, 0.8, 20, 0.0, 1.05), Distribution(defaults));
        Assert.Equal(DefaultsSource.Family, defaults.Source);
        Assert.Equal([SmallGguf.ImEnd], defaults.EndTokenIds);
        Assert.Equal([7, 9], ReadDefaults(
            SmallGguf.Create().Set("tokenizer.ggml.eos_token_id", 7u).Set("tokenizer.ggml.eot_token_id", 9)).EndTokenIds);
    }

    [Fact]
    public void ReadDefaults_SamplingKeys_AreRead()
    {
        GenerationDefaults defaults = ReadDefaults(SmallGguf.Create()
            .Set("general.sampling.temp", 0.7f).Set("general.sampling.top_p", 0.8f).Set("general.sampling.top_k", 20)
            .Set("general.sampling.min_p", 0.05f).Set("general.sampling.penalty_repeat", 1.05f));

        Assert.Equal((0.7, 0.8, 20, 0.05, 1.05), Distribution(defaults));
        Assert.Equal(DefaultsSource.Metadata, defaults.Source);
        GenerationDefaults off = ReadDefaults(SmallGguf.Create().Set("general.sampling.top_k", -1));
        Assert.Equal((1.0, 1.0, 0, 0.0, 1.0), Distribution(off));
    }

    [Theory]
    [InlineData("general.sampling.temp", -1f)]
    [InlineData("general.sampling.top_p", 1.5f)]
    [InlineData("general.sampling.min_p", float.NaN)]
    [InlineData("general.sampling.penalty_repeat", 0f)]
    [InlineData("tokenizer.ggml.eos_token_id", -2)]
    public void ReadDefaults_BadValue_IsRefused(string key, object value) =>
        Refusal.Is(() => ReadDefaults(SmallGguf.Create().Set(key, value)), Path, $"{key} = ", "number");

    /// <summary>The family was trained on 32,768 tokens, whatever a converter wrote.</summary>
    [Theory]
    [InlineData(3_584u, 1e6f, 131_072u, 131_072, 4)]
    [InlineData(5_120u, 1e6f, 131_072u, 131_072, 4)]
    [InlineData(3_584u, 1e6f, 32_768u, 131_072, 4)]
    [InlineData(1_536u, 1e6f, 131_072u, 32_768, 1)]
    [InlineData(2_048u, 1e6f, 32_768u, 32_768, 1)]
    [InlineData(5_120u, 1e6f, 40_960u, 40_960, 1)]
    [InlineData(3_584u, 1e7f, 1_010_000u, 262_144, 1)]
    [InlineData(3_584u, 1e4f, 131_072u, 131_072, 1)]
    public void Read_ContextLength_IsWhatTheModelWasMadeFor(uint hiddenSize, float theta, uint named, int contextTokens, int largestFactor)
    {
        Qwen2Config config = Read(SmallGguf.Create().Set("qwen2.embedding_length", hiddenSize).Set("qwen2.rope.freq_base", theta).Set("qwen2.context_length", named));

        Assert.Equal((contextTokens, largestFactor), (config.ContextTokens, config.MaxYarnFactor));
        Assert.Equal(1, config.YarnFactorFor(32_768));
        Assert.Equal(Math.Min(2, largestFactor), config.YarnFactorFor(32_769));
    }

    private static GgufHeader Header(RawGguf file) => GgufHeader.Read(Path, new MemoryStream(file.ToBytes()));

    private static Qwen2Config Read(RawGguf file) => GgufConfigReader.Read(Header(file));

    private static (double, double, int, double, double) Distribution(GenerationDefaults defaults) => SamplingParams.From(defaults.Sampling) switch
    {
        var sampling => (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MinP, sampling.RepetitionPenalty),
    };

    private static GenerationDefaults ReadDefaults(RawGguf file) => GgufGenerationReader.Read(Header(file).Metadata);

    private static void AssertRefused(RawGguf file, string found, string expected) =>
        Refusal.Is(() => Read(file), Path, found, expected);
}
