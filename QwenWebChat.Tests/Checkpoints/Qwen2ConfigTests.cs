using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class Qwen2ConfigTests
{
    [Fact]
    public void Load_CompleteFile_GivesItsValues()
    {
        Qwen2Config config = ConfigJson.LoadConfig();

        Assert.Equal((64, 96, 3), (config.HiddenSize, config.IntermediateSize, config.LayerCount));
        Assert.Equal((8, 2, 8), (config.HeadCount, config.KeyValueHeadCount, config.HeadSize));
        Assert.Equal((320, 128, 128), (config.VocabularySize, config.MaxPositionEmbeddings, config.ContextTokens));
        Assert.Equal((1e6, 1e-6), (config.RopeTheta, config.RmsNormEps));
        Assert.True(config.TieWordEmbeddings);
        Assert.Null(config.RopeScaling);
        Assert.Equal([5], config.EndTokenIds);
        Assert.Equal("bfloat16", config.DType);
    }

    [Fact]
    public void Load_OptionalKeysAbsentOrNull_TakesDefaults()
    {
        Qwen2Config config = ConfigJson.LoadConfig(
            ("model_type", null), ("hidden_act", null), ("tie_word_embeddings", null), ("torch_dtype", null),
            ("use_sliding_window", null), ("eos_token_id", "null"), ("rope_scaling", "null"), ("quantization_config", "null"));

        Assert.False(config.TieWordEmbeddings);
        Assert.Empty(config.EndTokenIds);
        Assert.Equal("float32", config.DType);
    }

    [Fact]
    public void Load_NewerKeys_AreReadToo()
    {
        // As transformers 5 writes them.
        Qwen2Config config = ConfigJson.LoadConfig(
            ("torch_dtype", null), ("dtype", "\"float16\""), ("rope_theta", null),
            ("rope_parameters", """{"rope_theta":5000.0,"rope_type":"default"}"""));

        Assert.Equal(("float16", 5000.0), (config.DType, config.RopeTheta));
        Assert.Null(config.RopeScaling);
    }

    [Fact]
    public void Load_ByteOrderMarkAndListOfEndTokens_AreAccepted()
    {
        using TemporaryFolder folder = new();
        string text = File.ReadAllText(folder.WriteConfig(("eos_token_id", "[5,6]")));
        File.WriteAllText(folder.At(Qwen2Config.FileName), text, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal([5, 6], Qwen2Config.Load(folder.Path).EndTokenIds);
    }

    [Fact]
    public void Load_ExplicitHeadSize_NeedNotDivideHiddenSize()
    {
        Assert.Equal(32, ConfigJson.LoadConfig(("head_dim", "32"), ("hidden_size", "60")).HeadSize);
    }

    [Theory]
    [InlineData("hidden_size")]
    [InlineData("intermediate_size")]
    [InlineData("num_hidden_layers")]
    [InlineData("num_attention_heads")]
    [InlineData("vocab_size")]
    [InlineData("max_position_embeddings")]
    public void Load_SizeMissingOrNoSize_IsRefused(string key)
    {
        AssertRefused($"no {key}", "a whole number from 1", (key, null));
        AssertRefused($"{key} = \"x\"", "a whole number from 1", (key, "\"x\""));
        AssertRefused($"{key} = -4", "a whole number from 1", (key, "-4"));
        AssertRefused($"{key} = 0", "a whole number from 1", (key, "0"));
        AssertRefused($"{key} = 1.5", "a whole number from 1", (key, "1.5"));
        AssertRefused($"{key} = 9999999999", "a whole number from 1", (key, "9999999999"));
    }

    [Theory]
    [InlineData("rope_theta")]
    [InlineData("rms_norm_eps")]
    public void Load_NumberMissingOrNotPositive_IsRefused(string key)
    {
        AssertRefused($"no {key}", "a number above 0", (key, null));
        AssertRefused($"{key} = 0", "a number above 0", (key, "0"));
        AssertRefused($"{key} = -1e-6", "a number above 0", (key, "-1e-6"));
        AssertRefused($"{key} = 1e999", "a number above 0", (key, "1e999"));
        AssertRefused($"{key} = []", "a number above 0", (key, "[]"));
    }

    [Theory]
    [InlineData("num_key_value_heads", "3", "a divisor of num_attention_heads, 8")]
    [InlineData("num_key_value_heads", "16", "a divisor of num_attention_heads, 8")]
    [InlineData("hidden_size", "65", "an even multiple of num_attention_heads, 8")]
    [InlineData("hidden_size", "72", "an even multiple of num_attention_heads, 8")]
    [InlineData("head_dim", "7", "an even number")]
    [InlineData("tie_word_embeddings", "1", "true or false")]
    [InlineData("eos_token_id", "\"end\"", "a token id or a list of token ids")]
    [InlineData("eos_token_id", "[5,-2]", "a token id or a list of token ids")]
    [InlineData("num_key_value_heads", "0", "a whole number from 1")]
    [InlineData("num_key_value_heads", "\"x\"", "a whole number from 1")]
    [InlineData("hidden_act", "\"gelu\"", "\"silu\"")]
    [InlineData("architectures", "\"Qwen2ForCausalLM\"", "a list of strings")]
    public void Load_WrongValue_IsRefused(string key, string json, string expected) =>
        AssertRefused($"{key} = {json}", expected, (key, json));

    [Theory]
    [InlineData("true", "64", "2", null)]
    [InlineData("true", "64", "0", null)]
    [InlineData("true", "127", null, """["full_attention","sliding_attention","full_attention"]""")]
    [InlineData("false", "64", "2", """["full_attention","full_attention","linear_attention"]""")]
    public void Load_LayerThatSlides_IsRefused(string isUsed, string window, string? fullLayers, string? kinds) => AssertRefused(
        kinds is null ? "use_sliding_window = true" : "layer_types = [",
        "sliding-window attention is not supported",
        ("use_sliding_window", isUsed), ("sliding_window", window), ("max_window_layers", fullLayers), ("layer_types", kinds));

    [Theory]
    [InlineData("true", "64", "3", null)]
    [InlineData("true", "64", "28", null)]
    [InlineData("true", "128", "0", null)]
    [InlineData("true", "null", "0", null)]
    [InlineData("false", "64", "0", null)]
    [InlineData("true", "64", "0", """["full_attention","full_attention","full_attention"]""")]
    [InlineData("false", "64", "0", """["sliding_attention","full_attention","full_attention"]""")]
    public void Load_WindowOnNoLayer_ChangesNothing(string isUsed, string window, string fullLayers, string? kinds)
    {
        Qwen2Config config = ConfigJson.LoadConfig(
            ("use_sliding_window", isUsed), ("sliding_window", window), ("max_window_layers", fullLayers), ("layer_types", kinds));

        Assert.Equal(ConfigJson.LoadConfig().ContextTokens, config.ContextTokens);
    }

    [Fact]
    public void Load_WhatIsNotUsed_IsNotJudged()
    {
        Qwen2Config config = ConfigJson.LoadConfig(
            ("torch_dtype", "16"), ("model_type", "7"), ("rope_scaling", "null"), ("pad_token_id", "-1"), ("eos_token_id", "[-1,5]"),
            ("max_window_layers", "\"all\""), ("transformers_version", "null"), ("auto_map", "{}"), ("quantization", "\"none\""));

        Assert.Equal("float32", config.DType);
        Assert.Equal([5], config.EndTokenIds);
    }

    [Fact]
    public void Load_NoCountOfKeyValueHeads_IsThatOfHeads() =>
        Assert.Equal(8, ConfigJson.LoadConfig(("num_key_value_heads", null)).KeyValueHeadCount);

    [Fact]
    public void Load_SameKeyTwiceWithOneValue_IsAccepted()
    {
        using TemporaryFolder folder = new();
        string text = File.ReadAllText(folder.WriteConfig(("rope_scaling", """{"type":"default"}""")));
        folder.Write(Qwen2Config.FileName, text[..^1] + ""","hidden_size":64,"rope_scaling":{ "type" : "default" }}""");

        Assert.Equal(64, Qwen2Config.Load(folder.Path).HiddenSize);
    }

    [Fact]
    public void Load_OtherArchitecture_IsRefusedByName()
    {
        AssertRefused("unsupported architecture: LlamaForCausalLM", "Qwen2ForCausalLM", ("architectures", "[\"LlamaForCausalLM\"]"));
        AssertRefused("unsupported architecture: llama", "Qwen2ForCausalLM", ("architectures", null), ("model_type", "\"llama\""));
        AssertRefused("unsupported architecture: no architectures", "Qwen2ForCausalLM", ("architectures", null), ("model_type", null));
    }

    [Fact]
    public void Load_ModelTypeAlone_IsEnough()
    {
        Assert.Equal(3, ConfigJson.LoadConfig(("architectures", null)).LayerCount);
    }

    [Theory]
    [InlineData("", "invalid JSON")]
    [InlineData("{\"hidden_size\": 64,", "invalid JSON")]
    [InlineData("7", "JSON that is not an object: 7")]
    [InlineData("{\"a\":1,\"a\":2}", "Duplicate property 'a'")]
    public void Load_FileThatIsNoObject_IsRefused(string text, string found)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(Qwen2Config.FileName, text);

        Refusal.Is(() => Qwen2Config.Load(folder.Path), path, found, "the model's configuration, a JSON object");
    }

    [Fact]
    public void Load_NoFile_IsRefused()
    {
        using TemporaryFolder folder = new();

        Refusal.Is(() => Qwen2Config.Load(folder.Path), folder.At(Qwen2Config.FileName), "no such file", "the model's configuration");
    }

    /// <summary>Qwen2.5-7B-Instruct's published file: no scaling, 32,768 positions; its GPU documents YaRN up to 131,072.</summary>
    [Theory]
    [InlineData(3_584, 131_072, 4)]
    [InlineData(5_120, 131_072, 4)]
    [InlineData(1_536, 32_768, 1)]
    public void Load_PublishedFile_StretchesTheContextWhereItsCardSaysSo(int hiddenSize, int contextTokens, int largestFactor)
    {
        Qwen2Config config = ConfigJson.LoadConfig() with { HiddenSize = hiddenSize, MaxPositionEmbeddings = 32_768, RopeTheta = 1e6, RopeScaling = null };

        Assert.Equal((contextTokens, largestFactor), (config.ContextTokens, config.MaxYarnFactor));
        Assert.Equal([1, 1, Math.Min(2, largestFactor), Math.Min(2, largestFactor), largestFactor, largestFactor], new[] { 1, 32_768, 32_769, 65_536, 65_537, 131_072 }.Select(config.YarnFactorFor));
    }

    /// <summary>Folders of base models name what the larger ones reach with YaRN.</summary>
    [Theory]
    [InlineData(3_584, 131_072, ContextLimit.None)]
    [InlineData(1_536, 32_768, ContextLimit.Training)]
    public void Load_StretchedLengthWithoutScaling_HoldsForTheTraining(int hiddenSize, int contextTokens, ContextLimit limit)
    {
        Qwen2Config config = ConfigJson.LoadConfig(("max_position_embeddings", "131072")) with { HiddenSize = hiddenSize };

        Assert.Equal((contextTokens, limit, 32_768), (config.ContextTokens, config.ContextLimit, config.PlainTokens));
    }

    [Fact]
    public void Load_DualChunkAttention_HoldsForPlainAttention()
    {
        Qwen2Config config = ConfigJson.LoadConfig(
            ("max_position_embeddings", "1010000"), ("rope_theta", "10000000.0"),
            ("dual_chunk_attention_config", """{"chunk_size":262144,"local_size":8192,"original_max_position_embeddings":200000}"""));

        Assert.Equal((200_000, ContextLimit.DualChunk, 1), (config.ContextTokens, config.ContextLimit, config.YarnFactorFor(900_000)));
        AssertRefused("no dual_chunk_attention_config.original_max_position_embeddings", "a whole number", ("dual_chunk_attention_config", "{}"));
    }

    private static void AssertRefused(string found, string expected, params (string Key, string? Json)[] changes)
    {
        using TemporaryFolder folder = new();
        string path = folder.WriteConfig(changes);

        Refusal.Is(() => Qwen2Config.Load(folder.Path), path, found, expected);
    }
}
