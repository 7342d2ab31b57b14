using System.Globalization;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Caching;

/// <summary>What a model will take of a device's memory, in bytes, known before any of it is allocated.</summary>
/// <param name="MemoryBytes">All memory of the device.</param>
/// <param name="LimitBytes">The part of it that the model may take.</param>
/// <param name="WeightBytes">Weights as they will be held.</param>
/// <param name="ActivationBytes">What a step computes, at most.</param>
/// <param name="BlockBytes">Keys and values of 16 tokens in all layers.</param>
/// <param name="BlockCount">Blocks of keys and values.</param>
internal sealed record MemoryPlan(long MemoryBytes, long LimitBytes, long WeightBytes, long ActivationBytes, long BlockBytes, int BlockCount)
{
    // More would be kept for conversations that nobody goes on with.
    private const int LargestContextCount = 8;
    private const int SmallestTokens = 65_536;

    // With less a single longer question could not be asked.
    private const int LeastTokens = 2_048;

    public long CacheBytes => BlockCount * BlockBytes;

    /// <summary>Tokens that the cache holds.</summary>
    public int CacheTokens => BlockCount * KvBlockLayout.Tokens;

    /// <param name="path">The checkpoint's, for the message.</param>
    /// <param name="share">Of the memory that the model may take, 0 to 1.</param>
    /// <param name="cacheTokens">Tokens that the cache is to hold; null for as many as are of use and fit.</param>
    /// <exception cref="CheckpointException">It does not fit; the message has the figures and says what would.</exception>
    public static MemoryPlan Decide(
        string path, Qwen2Config config, KvFormat format, long memoryBytes, double share, long weightBytes, long activationBytes, int? cacheTokens)
    {
        long blockBytes = (long)config.LayerCount * new KvBlockLayout(format, config.KeyValueHeadCount, config.HeadSize).BlockBytes;
        long limit = (long)(memoryBytes * share);
        long free = limit - weightBytes - activationBytes;
        long fit = Math.Max(free, 0) / blockBytes * KvBlockLayout.Tokens;
        long wanted = cacheTokens ?? Math.Min(fit, Math.Max((long)config.ContextTokens * LargestContextCount, SmallestTokens));
        long least = cacheTokens ?? Math.Min(config.ContextTokens, LeastTokens);
        if (fit < least)
        {
            string parts = $"{Gigabytes(weightBytes)} of weights, {Gigabytes(activationBytes)} for a step and {Gigabytes((least + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens * blockBytes)} for {Count(least)} tokens of KV cache";
            string allowed = $"at most {Gigabytes(limit)}, {Count((long)Math.Round(share * 100))} % of this machine's memory";
            throw new CheckpointException(path, parts, $"{allowed}{Remedy(format, free, least, fit)}");
        }

        return new MemoryPlan(memoryBytes, limit, weightBytes, activationBytes, blockBytes, (int)((wanted + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens));
    }

    private static string Remedy(KvFormat format, long free, long least, long fit) =>
        free <= 0 ? "; Quantize int4 takes the least, or a greater MemoryShare"
        : format != KvFormat.Int8 && fit * (format == KvFormat.Float32 ? 4 : 2) > least ? $"; KvCache int8 would hold them, or CacheTokens {Count(fit)}"
        : $"; CacheTokens {Count(fit)} would fit";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
