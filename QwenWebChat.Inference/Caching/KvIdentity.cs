namespace QwenWebChat.Inference.Caching;

/// <summary>What a model's blocks are made by: under equal identities equal tokens give equal bytes, whenever they are computed.</summary>
/// <param name="Fingerprint">SHA-256, in hex, of everything that has a say in the bytes: weights, configuration, formats, kernels.</param>
/// <param name="LayerBlockBytes">Bytes of a block in one layer.</param>
internal sealed record KvIdentity(string Fingerprint, int LayerCount, int LayerBlockBytes)
{
    /// <summary>Bytes of a block in all layers.</summary>
    public int BlockBytes => LayerCount * LayerBlockBytes;
}
