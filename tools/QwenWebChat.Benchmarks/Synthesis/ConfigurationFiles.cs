using System.Text.Json;
using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>Writes config.json and generation_config.json of a synthetic checkpoint.</summary>
internal static class ConfigurationFiles
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public static void Write(string folder, Qwen2Config config, WeightFormat format, TokenizerContents tokenizer)
    {
        int? end = tokenizer.Find(SpecialTokens.ImEndText);
        int? endOfText = tokenizer.Find(SpecialTokens.EndOfTextText);
        JsonObject content = Shape(config, format == WeightFormat.BFloat16 ? "bfloat16" : "float16");
        content["bos_token_id"] = endOfText;
        content["eos_token_id"] = end;
        if (Quantization(format) is { } quantization)
        {
            content["quantization_config"] = quantization;
        }

        WriteJson(folder, Qwen2Config.FileName, content);
        WriteJson(folder, "generation_config.json", new JsonObject
        {
            ["do_sample"] = false,
            ["eos_token_id"] = new JsonArray([.. new[] { end, endOfText }.OfType<int>().Select(id => JsonValue.Create(id))]),
        });
    }

    public static void WriteJson(string folder, string name, JsonObject content) =>
        File.WriteAllText(Path.Combine(folder, name), content.ToJsonString(Format) + "\n");

    private static JsonObject Shape(Qwen2Config config, string dtype) => new()
    {
        ["architectures"] = new JsonArray("Qwen2ForCausalLM"),
        ["model_type"] = "qwen2",
        ["hidden_act"] = "silu",
        ["hidden_size"] = config.HiddenSize,
        ["intermediate_size"] = config.IntermediateSize,
        ["num_hidden_layers"] = config.LayerCount,
        ["num_attention_heads"] = config.HeadCount,
        ["num_key_value_heads"] = config.KeyValueHeadCount,
        ["max_position_embeddings"] = config.MaxPositionEmbeddings,
        ["rms_norm_eps"] = config.RmsNormEps,
        ["rope_theta"] = config.RopeTheta,
        ["tie_word_embeddings"] = config.TieWordEmbeddings,
        ["use_sliding_window"] = false,
        ["torch_dtype"] = dtype,
        ["vocab_size"] = config.VocabularySize,
    };

    // Equals the fields that AutoAWQ and AutoGPTQ write.
    private static JsonObject? Quantization(WeightFormat format) => format switch
    {
        WeightFormat.Awq => new JsonObject
        {
            ["bits"] = SafetensorsSynthesis.Bits,
            ["group_size"] = SafetensorsSynthesis.GroupSize,
            ["modules_to_not_convert"] = null,
            ["quant_method"] = "awq",
            ["version"] = "gemm",
            ["zero_point"] = true,
        },
        WeightFormat.Gptq => new JsonObject
        {
            ["bits"] = SafetensorsSynthesis.Bits,
            ["damp_percent"] = 0.01,
            ["desc_act"] = false,
            ["group_size"] = SafetensorsSynthesis.GroupSize,
            ["quant_method"] = "gptq",
            ["sym"] = true,
            ["true_sequential"] = true,
        },
        _ => null,
    };
}
