using System.Text.Json.Nodes;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>A <c>config.json</c> of a small Qwen2.5 model, of which a test changes a key or two.</summary>
internal static class ConfigJson
{
    private const string Text = """
        {
          "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu",
          "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 8,
          "num_key_value_heads": 2, "vocab_size": 320, "max_position_embeddings": 128, "rms_norm_eps": 1e-06,
          "rope_theta": 1000000.0, "eos_token_id": 5, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
          "use_sliding_window": false, "sliding_window": 128
        }
        """;

    /// <summary>Writes the file with keys replaced or, where the JSON given is null, removed.</summary>
    public static string WriteConfig(this TemporaryFolder folder, params (string Key, string? Json)[] changes)
    {
        JsonObject config = JsonNode.Parse(Text)!.AsObject();
        foreach ((string key, string? json) in changes)
        {
            config.Remove(key);
            if (json is not null)
            {
                config.Add(key, JsonNode.Parse(json));
            }
        }

        return folder.Write(Qwen2Config.FileName, config.ToJsonString());
    }

    public static Qwen2Config LoadConfig(params (string Key, string? Json)[] changes)
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig(changes);
        return Qwen2Config.Load(folder.Path);
    }
}
