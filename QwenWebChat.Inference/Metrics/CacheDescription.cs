namespace QwenWebChat.Inference.Metrics;

/// <summary>The planned KV cache.</summary>
internal sealed record CacheDescription(int BlockTokens, int BlockCount, string Format, string Device);
