using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>The settings of compressed-tensors and of FP8 folders.</summary>
public sealed class CompressedConfigTests
{
    [Fact]
    public void Load_IntegersAsLlmCompressorWritesThem_GivesTheirValues()
    {
        Assert.Equal(
            new QuantizationConfig { Method = QuantizationMethod.CompressedTensors, IsSymmetric = true },
            Load(new CompressedExample(new()).Settings().ToJsonString()));
        Assert.False(Load(new CompressedExample(new() { IsSymmetric = false }).Settings().ToJsonString())!.IsSymmetric);
    }

    [Theory]
    [InlineData("{\"quant_method\":\"fp8\",\"activation_scheme\":\"dynamic\",\"fmt\":\"e4m3\",\"weight_block_size\":[128,64],\"scale_fmt\":\"ue8m0\"}", 128, 64)]
    [InlineData("{\"quant_method\":\"FP8\",\"activation_scheme\":\"static\",\"ignored_layers\":[\"lm_head\"]}", null, null)]
    [InlineData("{\"quant_method\":\"fbgemm_fp8\",\"activation_scale_ub\":1200.0,\"modules_to_not_convert\":[\"lm_head\"]}", null, null)]
    public void Load_Fp8_GivesItsBlocks(string json, int? rows, int? columns)
    {
        QuantizationConfig config = Load(json)!;

        Assert.Equal((QuantizationMethod.Fp8, "FP8"), (config.Method, config.MethodName));
        Assert.Equal((rows, columns), (config.BlockSize?.Rows, config.BlockSize?.Columns));
    }

    /// <summary>Settings of activations, of the cache of keys and values, and of float layers change nothing here.</summary>
    [Theory]
    [InlineData("\"format\":\"pack-quantized\"", null)]
    [InlineData("\"config_groups\":{}", null)]
    [InlineData("\"config_groups\":{\"W4A16\":[\"Linear\"]},\"kv_cache_scheme\":{\"num_bits\":3},\"sparsity_config\":{},\"transform_config\":{}", null)]
    [InlineData("\"config_groups\":{\"a\":{\"input_activations\":{\"num_bits\":1}},\"b\":{\"weights\":{}}},\"sparsity_config\":{\"format\":\"dense\"}", true)]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"num_bits\":4,\"symmetric\":false}},\"b\":{\"weights\":{\"num_bits\":8,\"type\":\"float\",\"block_structure\":[128,128]}}}", false)]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"symmetric\":false}},\"b\":{\"weights\":{\"symmetric\":true}}},\"transform_config\":{\"config_groups\":{}}", null)]
    public void Load_WhatIsNotUsed_IsNotJudged(string members, bool? isSymmetric) =>
        Assert.Equal(isSymmetric, Load($"{{\"quant_method\":\"compressed-tensors\",{members}}}")!.IsSymmetric);

    [Theory]
    [InlineData("\"format\":\"marlin-24\"", "quantization_config.format = \"marlin-24\"", "\"pack-quantized\" or \"int-quantized\"")]
    [InlineData("\"format\":\"nvfp4-pack-quantized\"", "format = \"nvfp4-pack-quantized\"", "\"float-quantized\"")]
    [InlineData("\"format\":7", "format = 7", "a string")]
    [InlineData("\"config_groups\":{\"a\":{\"format\":\"mixed-precision\"}}", "config_groups.a.format = \"mixed-precision\"", "\"pack-quantized\"")]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"num_bits\":3}}}", "config_groups.a.weights.num_bits = 3", "4 or 8 bits for integers")]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"num_bits\":4,\"type\":\"float\"}}}", "config_groups.a.weights.num_bits = 4", "8 bits for floats")]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"type\":\"nf4\"}}}", "config_groups.a.weights.type = \"nf4\"", "\"int\" or \"float\"")]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"symmetric\":1}}}", "config_groups.a.weights.symmetric = 1", "true or false")]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"type\":\"float\",\"block_structure\":[128]}}}", "weights.block_structure = [128]", "two whole numbers")]
    [InlineData("\"config_groups\":{\"a\":{\"weights\":{\"type\":\"float\",\"block_structure\":[1,1]}},\"b\":{\"weights\":{\"type\":\"float\",\"block_structure\":[2,2]}}}", "config_groups = {", "blocks of one size")]
    [InlineData("\"config_groups\":[]", "config_groups = []", "an object")]
    [InlineData("\"sparsity_config\":{\"format\":\"sparse-24-bitmask\"}", "sparsity_config.format = \"sparse-24-bitmask\"", "\"dense\"")]
    [InlineData("\"transform_config\":{\"config_groups\":{\"R1\":{}}}", "transform_config.config_groups = {", "transformed activations are not computed")]
    public void Load_WhatIsNotRead_IsRefused(string members, string found, string expected) =>
        AssertRefused($"{{\"quant_method\":\"compressed-tensors\",{members}}}", found, expected);

    [Theory]
    [InlineData("0", "a list of two whole numbers from 1 on")]
    [InlineData("[0,128]", "a list of two whole numbers from 1 on")]
    [InlineData("[128,128,1]", "a list of two whole numbers from 1 on")]
    [InlineData("[128.5,1]", "a list of two whole numbers from 1 on")]
    public void Load_WrongBlocks_AreRefused(string size, string expected) =>
        AssertRefused($"{{\"quant_method\":\"fp8\",\"weight_block_size\":{size}}}", "weight_block_size = ", expected);

    private static QuantizationConfig? Load(string json)
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig(("quantization_config", json));
        return QuantizationConfig.Load(folder.Path);
    }

    private static void AssertRefused(string json, string found, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.WriteConfig(("quantization_config", json));

        Refusal.Is(() => QuantizationConfig.Load(folder.Path), path, found, expected);
    }
}
