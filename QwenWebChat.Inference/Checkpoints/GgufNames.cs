using System.Collections.Frozen;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// GGUF's names of the tensors of a Qwen2 model. Source: MODEL_TENSORS and the mappings of gguf-py/gguf/constants.py
/// and tensor_mapping.py in ggml-org/llama.cpp. The rows of q and k are in the checkpoint's own order for this
/// architecture.
/// </summary>
internal static class GgufNames
{
    public const string Embedding = "token_embd.weight";
    public const string Head = "output.weight";

    private const string LastNorm = "output_norm.weight";

    private const string LayerPrefix = "model.layers.";

    private static readonly FrozenDictionary<string, string> OutsideLayers = new Dictionary<string, string>
    {
        ["model.embed_tokens.weight"] = Embedding,
        ["model.norm.weight"] = LastNorm,
        ["lm_head.weight"] = Head,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> InLayer = new Dictionary<string, string>
    {
        ["input_layernorm"] = "attn_norm",
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.o_proj"] = "attn_output",
        ["post_attention_layernorm"] = "ffn_norm",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns whether these tensors include the weights of all layers, the embedding and the final norm.</summary>
    public static bool AreWhole(IReadOnlyDictionary<string, GgufTensor> tensors, int layerCount) =>
        tensors.ContainsKey(Embedding)
        && tensors.ContainsKey(LastNorm)
        && Enumerable.Range(0, layerCount).All(layer => InLayer.Values.All(module => tensors.ContainsKey(FormattableString.Invariant($"blk.{layer}.{module}.weight"))));

    /// <summary>Returns GGUF's name for a Hugging Face name, such as <c>blk.0.ffn_up.weight</c>; the same name if it has none.</summary>
    public static string Of(string name)
    {
        if (OutsideLayers.TryGetValue(name, out string? outside))
        {
            return outside;
        }

        int layerEnd = name.StartsWith(LayerPrefix, StringComparison.Ordinal) ? name.IndexOf('.', LayerPrefix.Length) : -1;
        int kindStart = name.LastIndexOf('.');
        return layerEnd >= 0 && kindStart > layerEnd && InLayer.TryGetValue(name[(layerEnd + 1)..kindStart], out string? module)
            ? $"blk.{name[LayerPrefix.Length..layerEnd]}.{module}{name[kindStart..]}"
            : name;
    }
}
