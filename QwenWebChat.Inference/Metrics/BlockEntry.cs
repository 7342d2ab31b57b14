namespace QwenWebChat.Inference.Metrics;

/// <summary>A block of the KV cache and its holder.</summary>
/// <param name="State">The state of the block.</param>
/// <param name="Request">The index in <see cref="BlockMap.Requests"/> of the first request that holds it; null for none.</param>
public readonly record struct BlockEntry(BlockState State, short? Request);
