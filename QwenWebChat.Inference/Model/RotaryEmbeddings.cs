using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>The rotary embeddings of a model, one for each YaRN factor.</summary>
internal sealed class RotaryEmbeddings(Qwen2Config config)
{
    private readonly Dictionary<int, RotaryEmbedding> _byFactor = [];

    /// <param name="yarnFactor">The YaRN factor; 1 for the configuration's own.</param>
    public RotaryEmbedding For(int yarnFactor)
    {
        if (!_byFactor.TryGetValue(yarnFactor, out RotaryEmbedding? rotary))
        {
            rotary = new RotaryEmbedding(config, yarnFactor == 1 ? config.RopeScaling : new YarnScaling(yarnFactor, config.PlainTokens));
            _byFactor.Add(yarnFactor, rotary);
        }

        return rotary;
    }
}
