using System.Globalization;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>A tensor that a Qwen2 checkpoint holds, by its Hugging Face name.</summary>
internal sealed record TensorSpec(string Name, IReadOnlyList<long> Shape)
{
    public const string EmbeddingName = "model.embed_tokens.weight";
    public const string NormName = "model.norm.weight";
    private const string HeadName = "lm_head.weight";

    // The prefix before the number of a layer.
    private const string LayerPrefix = "model.layers.";

    /// <summary>True if the tensor is a matrix, not a norm or a bias.</summary>
    public bool IsMatrix => Shape.Count == 2;

    /// <summary>The layer that the tensor belongs to; null for embedding, final norm and head.</summary>
    public int? Layer => Name.StartsWith(LayerPrefix, StringComparison.Ordinal)
        ? int.Parse(Name.AsSpan(LayerPrefix.Length, Name.IndexOf('.', LayerPrefix.Length) - LayerPrefix.Length), CultureInfo.InvariantCulture)
        : null;

    /// <summary>True if the tensor has a row for each token of the vocabulary.</summary>
    public bool IsVocabulary => Name is EmbeddingName or HeadName;

    public long ElementCount => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>
    /// Returns the name of the layer that computes logits, without its suffix: the embedding if the checkpoint ties
    /// them.
    /// </summary>
    public static string HeadLayer(Qwen2Config config) => (config.TieWordEmbeddings ? EmbeddingName : HeadName)[..^".weight".Length];

    /// <summary>Returns every tensor of a model of this configuration, from the embedding to the head.</summary>
    public static IEnumerable<TensorSpec> For(Qwen2Config config)
    {
        long hidden = config.HiddenSize;
        yield return new(EmbeddingName, [config.VocabularySize, hidden]);
        for (int layer = 0; layer < config.LayerCount; layer++)
        {
            foreach (TensorSpec spec in ForLayer(config, $"{LayerPrefix}{layer}"))
            {
                yield return spec;
            }
        }

        yield return new(NormName, [hidden]);
        if (!config.TieWordEmbeddings)
        {
            yield return new(HeadName, [config.VocabularySize, hidden]);
        }
    }

    private static TensorSpec[] ForLayer(Qwen2Config config, string prefix)
    {
        long hidden = config.HiddenSize;
        long intermediate = config.IntermediateSize;
        long queries = (long)config.HeadCount * config.HeadSize;
        long keys = (long)config.KeyValueHeadCount * config.HeadSize;
        return
        [
            new($"{prefix}.input_layernorm.weight", [hidden]),
            new($"{prefix}.self_attn.q_proj.weight", [queries, hidden]),
            new($"{prefix}.self_attn.q_proj.bias", [queries]),
            new($"{prefix}.self_attn.k_proj.weight", [keys, hidden]),
            new($"{prefix}.self_attn.k_proj.bias", [keys]),
            new($"{prefix}.self_attn.v_proj.weight", [keys, hidden]),
            new($"{prefix}.self_attn.v_proj.bias", [keys]),
            new($"{prefix}.self_attn.o_proj.weight", [hidden, queries]),
            new($"{prefix}.post_attention_layernorm.weight", [hidden]),
            new($"{prefix}.mlp.gate_proj.weight", [intermediate, hidden]),
            new($"{prefix}.mlp.up_proj.weight", [intermediate, hidden]),
            new($"{prefix}.mlp.down_proj.weight", [hidden, intermediate]),
        ];
    }
}
