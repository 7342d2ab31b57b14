namespace QwenWebChat.Inference.Metrics;

/// <summary>The cache of keys and values as it was planned.</summary>
internal sealed record CacheDescription(int BlockTokens, int BlockCount, string Format, string Device);
