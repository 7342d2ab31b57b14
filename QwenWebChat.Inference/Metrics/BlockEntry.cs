namespace QwenWebChat.Inference.Metrics;

/// <summary>A block of the cache.</summary>
/// <param name="State">What is in it.</param>
/// <param name="Request">The place in <see cref="BlockMap.Requests"/> of the one that holds it, the first where several do; null where nobody does.</param>
public readonly record struct BlockEntry(BlockState State, short? Request);
