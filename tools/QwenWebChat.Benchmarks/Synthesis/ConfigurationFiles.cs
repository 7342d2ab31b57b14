using System.Text.Json;
using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>Writes config.json and generation_config.json of a synthetic checkpoint.</summary>
internal static class ConfigurationFiles
{
    // The fields that AutoAWQ writes.
    private const string Awq = """{ "bits": 4, "group_size": 128, "modules_to_not_convert": null, "quant_method": "awq", "version": "gemm", "zero_point": true }""";

    // The fields that AutoGPTQ writes.
    private const string Gptq =
        """{ "bits": 4, "damp_percent": 0.01, "desc_act": false, "group_size": 128, "quant_method": "gptq", "sym": true, "true_sequential": true }""";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public static void Write(string folder, Qwen2Config config, WeightFormat format, TokenizerContents tokenizer)
    {
        (int? end, int? endOfText) = (tokenizer.Find(SpecialTokens.ImEndText), tokenizer.Find(SpecialTokens.EndOfTextText));
        JsonObject content = new()
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
            ["torch_dtype"] = format == WeightFormat.BFloat16 ? "bfloat16" : "float16",
            ["bos_token_id"] = endOfText,
            ["eos_token_id"] = end,
            ["vocab_size"] = config.VocabularySize,
        };
        if (format is WeightFormat.Awq or WeightFormat.Gptq)
        {
            content["quantization_config"] = JsonNode.Parse(format == WeightFormat.Awq ? Awq : Gptq);
        }

        int[] ends = [.. new[] { end, endOfText }.OfType<int>()];
        File.WriteAllText(Path.Combine(folder, Qwen2Config.FileName), content.ToJsonString(Format));
        File.WriteAllText(Path.Combine(folder, GenerationDefaults.FileName), JsonSerializer.Serialize(new { do_sample = false, eos_token_id = ends }, Format));
    }
}
