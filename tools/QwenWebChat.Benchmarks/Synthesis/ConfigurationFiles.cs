using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
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

    public static void Write(string folder, Qwen2Config config, WeightFormat format, TokenizerContents tokenizer)
    {
        (int? end, int? endOfText) = (tokenizer.Find(SpecialTokens.ImEndText), tokenizer.Find(SpecialTokens.EndOfTextText));
        string quantization = format switch
        {
            WeightFormat.Awq => $"""  "quantization_config": {Awq},""" + "\n",
            WeightFormat.Gptq => $"""  "quantization_config": {Gptq},""" + "\n",
            _ => "",
        };
        File.WriteAllText(Path.Combine(folder, Qwen2Config.FileName), FormattableString.Invariant(
            $$"""
            {
              "architectures": ["Qwen2ForCausalLM"],
              "model_type": "qwen2",
              "hidden_act": "silu",
              "hidden_size": {{config.HiddenSize}},
              "intermediate_size": {{config.IntermediateSize}},
              "num_hidden_layers": {{config.LayerCount}},
              "num_attention_heads": {{config.HeadCount}},
              "num_key_value_heads": {{config.KeyValueHeadCount}},
              "max_position_embeddings": {{config.MaxPositionEmbeddings}},
              "rms_norm_eps": {{config.RmsNormEps}},
              "rope_theta": {{config.RopeTheta}},
              "tie_word_embeddings": {{(config.TieWordEmbeddings ? "true" : "false")}},
              "use_sliding_window": false,
              "torch_dtype": "{{(format == WeightFormat.BFloat16 ? "bfloat16" : "float16")}}",
            {{quantization}}  "bos_token_id": {{Id(endOfText)}},
              "eos_token_id": {{Id(end)}},
              "vocab_size": {{config.VocabularySize}}
            }

            """));
        File.WriteAllText(
            Path.Combine(folder, GenerationDefaults.FileName),
            $$"""{ "do_sample": false, "eos_token_id": [{{string.Join(", ", new[] { end, endOfText }.OfType<int>())}}] }""" + "\n");
    }

    private static string Id(int? id) => id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null";
}
