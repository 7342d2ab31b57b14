using QwenWebChat.App.Data;

namespace QwenWebChat.App.Chat;

/// <summary>A built-in task for a chat: a system prompt with the output format of its answers.</summary>
/// <param name="Name">The name in the keys of texts.</param>
public sealed record SetupPreset(string Name, string SystemPrompt, OutputFormat Format)
{
    /// <summary>Extracts what a customer of a shop wants to buy.</summary>
    public static readonly SetupPreset ProductDetails = new(
        "ProductDetails",
        "你是一个电商客服助手,请根据用户提问提取商品信息,并以 JSON 格式返回。",
        OutputFormat.OfSchema("""
        {
          "type": "object",
          "properties": {
            "product": { "type": "string" },
            "color": { "type": "string" },
            "memory": { "type": "string" },
            "budget": { "type": "number" },
            "intent": { "type": "string", "enum": ["buy", "return", "ask_price", "compare", "repair", "other"] }
          },
          "required": ["product", "color", "memory", "budget", "intent"],
          "additionalProperties": false
        }
        """.ReplaceLineEndings("\n")));

    /// <summary>The presets in display order.</summary>
    public static IReadOnlyList<SetupPreset> All { get; } = [ProductDetails];
}
