using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class QuantizationConfigTests
{
    private const string Supported = "AWQ (4 bits, gemm), GPTQ (4 or 8 bits), compressed-tensors (4 or 8 bits, FP8), FP8, or float weights";

    [Fact]
    public void Load_AwqAsTransformersWritesIt_GivesItsValues()
    {
        QuantizationConfig? config = Load(
            """{"bits":4,"group_size":128,"modules_to_not_convert":["visual"],"quant_method":"awq","version":"GEMM","zero_point":true,"backend":"autoawq"}""");

        Assert.Equal(new QuantizationConfig { Method = QuantizationMethod.Awq, Bits = 4, GroupSize = 128 }, config);
    }

    [Fact]
    public void Load_GptqAsPublishedForQwen_GivesItsValues()
    {
        QuantizationConfig? config = Load(
            """
            {"batch_size":1,"bits":8,"block_name_to_quantize":null,"damp_percent":0.01,"dataset":null,"desc_act":true,
             "group_size":-1,"modules_in_block_to_quantize":null,"quant_method":"gptq","sym":true,"true_sequential":true}
            """);

        Assert.Equal(
            new QuantizationConfig
            {
                Method = QuantizationMethod.Gptq,
                Bits = 8,
                GroupSize = null,
                HasActOrder = true,
                IsSymmetric = true,
                ZeroPointBias = 1,
            },
            config);
    }

    [Theory]
    [InlineData("\"checkpoint_format\":\"gptq\"", 1)]
    [InlineData("\"checkpoint_format\":\"GPTQ_V2\"", 0)]
    [InlineData("\"format\":\"gptq_v2\",\"dynamic\":{}", 0)]
    public void Load_GptqFormat_SaysWhatAStoredZeroLacks(string more, int bias)
    {
        QuantizationConfig? config = Load($$"""{"quant_method":"GPTQ","bits":4,"group_size":32,{{more}}}""");

        Assert.Equal((32, bias), (config!.GroupSize, config.ZeroPointBias));
    }

    [Theory]
    [InlineData("\"dynamic\":{\"-:lm_head\":{}}")]
    [InlineData("\"dynamic\":{\"-:lm_head\":{},\"-:.*q_proj.*\":false,\"+:.*mlp.*\":{\"bits\":4,\"group_size\":32,\"desc_act\":false,\"mse\":0.1}}")]
    public void Load_GptqDynamicThatChangesNoMatrix_IsAccepted(string more)
    {
        QuantizationConfig? config = Load($$"""{"quant_method":"gptq","bits":4,"group_size":32,{{more}}}""");

        Assert.Equal((QuantizationMethod.Gptq, 4, 32), (config!.Method, config.Bits, config.GroupSize));
    }

    [Theory]
    [InlineData("auto-round", "\"packing_format\":\"auto_round:auto_gptq\",\"data_type\":\"int\",\"iters\":200", nameof(QuantizationMethod.Gptq))]
    [InlineData("auto-round", "\"packing_format\":\"auto_round:auto_awq\"", nameof(QuantizationMethod.Awq))]
    [InlineData("intel/auto-round", "\"backend\":\"auto_round:gptq:exllamav2\"", nameof(QuantizationMethod.Gptq))]
    [InlineData("auto-round", "\"backend\":\"auto\",\"extra_config\":{\"lm_head\":{\"bits\":16,\"data_type\":\"float\"},\"a\":{\"bits\":4,\"group_size\":128,\"sym\":true}}", nameof(QuantizationMethod.Gptq))]
    public void Load_AutoRound_IsReadAsTheLayoutThatItNames(string method, string more, string layout)
    {
        QuantizationConfig? config = Load($$"""{"quant_method":"{{method}}","bits":4,"group_size":128,"sym":true,{{more}}}""");

        Assert.Equal((layout, 4, 128), (config!.Method.ToString(), config.Bits, config.GroupSize));
        Assert.Equal(config.Method == QuantizationMethod.Gptq ? 1 : 0, config.ZeroPointBias);
    }

    [Fact]
    public void Load_FloatFolder_IsNull()
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig(("quantization_config", "null"));

        Assert.Null(QuantizationConfig.Load(folder.Path));
    }

    [Fact]
    public void Load_SettingsInTwoFiles_TakesThoseOfConfigJson()
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig(("quantization_config", """{"quant_method":"awq","bits":4,"group_size":64}"""));
        folder.Write("quantize_config.json", "no json");

        Assert.Equal(64, QuantizationConfig.Load(folder.Path)!.GroupSize);
    }

    [Theory]
    [InlineData("{\"quant_method\":\"bitsandbytes\",\"load_in_4bit\":true}", "weights quantized by bitsandbytes")]
    [InlineData("{\"load_in_8bit\":true}", "weights quantized by bitsandbytes")]
    [InlineData("{\"quant_method\":\"hqq\"}", "weights quantized by hqq")]
    [InlineData("{\"quant_method\":\"marlin\"}", "weights quantized by marlin")]
    [InlineData("{\"bits\":4}", "no quantization_config.quant_method")]
    public void Load_OtherMethod_IsRefusedByName(string json, string found) => AssertRefused(json, found, Supported);

    [Theory]
    [InlineData("\"quant_method\":7", "quant_method = 7", "a string")]
    [InlineData("\"quant_method\":\"awq\",\"bits\":8", "quantization_config.bits = 8", "4 bits for AWQ")]
    [InlineData("\"quant_method\":\"awq\",\"bits\":4,\"version\":\"gemv\"", "version = \"gemv\"", "\"gemm\"")]
    [InlineData("\"quant_method\":\"awq\",\"bits\":4,\"version\":\"marlin\"", "version = \"marlin\"", "\"gemm\"")]
    [InlineData("\"quant_method\":\"awq\",\"bits\":4,\"backend\":\"llm-awq\"", "backend = \"llm-awq\"", "autoawq")]
    [InlineData("\"quant_method\":\"awq\",\"bits\":4,\"zero_point\":false", "zero_point = false", "true")]
    [InlineData("\"quant_method\":\"awq\",\"bits\":4", "no quantization_config.group_size", "a multiple of 16, or -1 for a whole row")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":2", "bits = 2", "4 or 8 bits for GPTQ")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":3", "bits = 3", "4 or 8 bits for GPTQ")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":\"4\"", "bits = \"4\"", "a whole number")]
    [InlineData("\"quant_method\":\"gptq\"", "no quantization_config.bits", "4 or 8 bits for GPTQ")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"checkpoint_format\":\"marlin\"", "checkpoint_format = \"marlin\"", "\"gptq\" or \"gptq_v2\"")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"is_marlin_format\":true", "is_marlin_format = true", "Marlin")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"dynamic\":{\"+:.*mlp.*\":{\"bits\":8}}", "dynamic = {", "the same settings for every matrix")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"dynamic\":{\".*mlp.*\":{\"desc_act\":true}}", "dynamic = {", "the same settings for every matrix")]
    [InlineData("\"quant_method\":\"auto-round\",\"packing_format\":\"auto_round:exllamav2\"", "packing_format = \"auto_round:exllamav2\"", "auto_gptq")]
    [InlineData("\"quant_method\":\"auto-round\",\"data_type\":\"mx_fp\"", "data_type = \"mx_fp\"", "\"int\"")]
    [InlineData("\"quant_method\":\"auto-round\",\"bits\":4,\"extra_config\":{\"a\":{\"bits\":8}}", "extra_config = {", "the same settings")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":0", "group_size = 0", "a multiple of 16")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":8", "group_size = 8", "a multiple of 16")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":100", "group_size = 100", "a multiple of 16")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":-2", "group_size = -2", "a whole number from -1")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":128,\"desc_act\":1", "desc_act = 1", "true or false")]
    [InlineData("\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":128,\"sym\":\"yes\"", "sym = \"yes\"", "true or false")]
    public void Load_WrongValue_IsRefused(string members, string found, string expected) =>
        AssertRefused($"{{{members}}}", found, expected);

    [Fact]
    public void Load_SettingsThatAreNoObject_AreRefused() => AssertRefused("4", "quantization_config = 4", "an object");

    [Theory]
    [InlineData("quantize_config.json", "[]", "JSON that is not an object", "quantization settings")]
    [InlineData("quantize_config.json", "{\"bits\":3}", "bits = 3", "4 or 8 bits for GPTQ")]
    [InlineData("quant_config.json", "{\"w_bit\":3}", "w_bit = 3", "4 bits for AWQ")]
    [InlineData("quant_config.json", "{\"w_bit\":4,\"q_group_size\":7}", "q_group_size = 7", "a multiple of 16")]
    public void Load_WrongOlderFile_IsRefused(string fileName, string json, string found, string expected)
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig();
        string path = folder.Write(fileName, json);

        Refusal.Is(() => QuantizationConfig.Load(folder.Path), path, found, expected);
    }

    private static QuantizationConfig? Load(string json)
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig(("quantization_config", json));
        return QuantizationConfig.Load(folder.Path);
    }

    // Opening the checkpoint gives the same error, before the files of the weights are looked for.
    private static void AssertRefused(string json, string found, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.WriteConfig(("quantization_config", json));

        Refusal.Is(() => QuantizationConfig.Load(folder.Path), path, found, expected);
        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), path, found, expected);
    }
}
