namespace QwenWebChat.Inference.Caching;

/// <summary>Identifies everything that determines a model's KV blocks: with equal identities, equal tokens give equal bytes.</summary>
/// <param name="Fingerprint">The SHA-256, in hex, of everything that affects the bytes: weights, configuration, formats, kernels.</param>
/// <param name="LayerBlockBytes">Bytes of a block in one layer.</param>
internal sealed record KvIdentity(string Fingerprint, int LayerCount, int LayerBlockBytes)
{
    /// <summary>Bytes of a block in all layers.</summary>
    public int BlockBytes => LayerCount * LayerBlockBytes;
}
