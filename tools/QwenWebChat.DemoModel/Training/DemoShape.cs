using System.Text.Json.Nodes;
using QwenWebChat.DemoModel.Tokenizers;

namespace QwenWebChat.DemoModel.Training;

/// <summary>
/// The demo model's shape: Qwen2.5-7B's 28 layers and 7 query heads for each key/value head, with a fraction of its width.
/// Heads are wider than the width divided by their number, because copying from the text depends on the single key/value
/// head.
/// </summary>
public static class DemoShape
{
    /// <summary>Vocabulary size in tokens, special ones included.</summary>
    public const int VocabularySize = 4_096;

    /// <summary>
    /// The number of merges that the tokenizer learns: the vocabulary without the bytes and the special tokens.
    /// </summary>
    public static int MergeCount => VocabularySize - 256 - TokenizerFiles.SpecialTexts.Count;

    /// <summary>Writes config.json and generation_config.json of a model of this shape.</summary>
    public static void WriteConfiguration(string folder, string dtype)
    {
        int imEnd = VocabularySize - 1;
        TokenizerFiles.WriteJson(folder, "config.json", new JsonObject
        {
            ["architectures"] = new JsonArray("Qwen2ForCausalLM"),
            ["model_type"] = "qwen2",
            ["hidden_act"] = "silu",
            ["hidden_size"] = 128,
            ["intermediate_size"] = 256,
            ["num_hidden_layers"] = 28,
            ["num_attention_heads"] = 7,
            ["num_key_value_heads"] = 1,
            ["head_dim"] = 32,
            ["max_position_embeddings"] = 2048,
            ["rms_norm_eps"] = 1e-6,
            ["rope_theta"] = 1e6,
            ["tie_word_embeddings"] = true,
            ["torch_dtype"] = dtype,
            ["vocab_size"] = VocabularySize,
            ["bos_token_id"] = imEnd - 2,
            ["eos_token_id"] = imEnd,
        });
        TokenizerFiles.WriteJson(folder, "generation_config.json", new JsonObject
        {
            ["do_sample"] = true,
            ["temperature"] = 0.3,
            ["top_p"] = 0.9,
            ["top_k"] = 20,
            ["eos_token_id"] = new JsonArray(imEnd, imEnd - 2),
            ["max_new_tokens"] = 512,
        });
    }
}
