using System.Globalization;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Caching;

/// <summary>The planned memory of a model on each device, decided before any of it is allocated.</summary>
/// <param name="Parts">The plan of each device.</param>
/// <param name="BlockCount">The number of KV blocks, equal on every device: each holds the part of its own layers.</param>
public sealed record MemoryPlan(IReadOnlyList<MemoryPart> Parts, int BlockCount)
{
    // A larger cache would only hold conversations that are not continued.
    private const int MaxContextCount = 8;
    private const int MinWantedTokens = 65_536;

    // With a smaller cache a single longer question could not be asked.
    private const int MinTokens = 2_048;

    public long WeightBytes => Parts.Sum(part => part.WeightBytes);

    public long ActivationBytes => Parts.Sum(part => part.ActivationBytes);

    /// <summary>Bytes of one block in all layers.</summary>
    public long BlockBytes => Parts.Sum(part => part.BlockBytes);

    public long CacheBytes => BlockCount * BlockBytes;

    /// <summary>The KV cache capacity in tokens.</summary>
    public int CacheTokens => BlockCount * KvBlockLayout.Tokens;

    /// <summary>Returns the number of tokens whose keys and values fit on every device.</summary>
    public static long FittingTokens(IReadOnlyList<MemoryPart> parts) => Math.Min(parts.Min(part => part.FittingBlocks), int.MaxValue / KvBlockLayout.Tokens) * KvBlockLayout.Tokens;

    /// <summary>Returns one line for each device, for the log.</summary>
    public IEnumerable<string> Describe() => Parts.Select(part =>
        $"{char.ToUpperInvariant(part.Name[0])}{part.Name[1..]} holds {part.Holds}: {Readable(part.WeightBytes)} of weights, {Readable(BlockCount * part.BlockBytes)} of KV cache, "
        + $"{Readable(part.ActivationBytes)} for a step; {Readable(part.LimitBytes)} are allowed");

    /// <param name="path">The checkpoint's path, for error messages.</param>
    /// <param name="cacheTokens">The requested KV cache capacity in tokens; null for the useful maximum that fits.</param>
    /// <param name="otherRemedy">Returns a remedy if no setting below helps; null for none.</param>
    /// <exception cref="CheckpointException">The model does not fit; the message has the figures and a remedy.</exception>
    internal static MemoryPlan Decide(string path, Qwen2Config config, KvFormat format, IReadOnlyList<MemoryPart> parts, int? cacheTokens, Func<string?>? otherRemedy = null)
    {
        long fit = FittingTokens(parts);
        long wanted = cacheTokens ?? Math.Min(fit, Math.Max((long)config.ContextTokens * MaxContextCount, MinWantedTokens));
        long least = MinTokensFor(config, cacheTokens);
        if (fit < least)
        {
            MemoryPart part = parts.MinBy(part => part.FittingBlocks)!;
            long needed = (least + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens * part.BlockBytes;
            string found = $"{Gigabytes(part.WeightBytes)} of weights, {Gigabytes(part.ActivationBytes)} for a step and {Gigabytes(needed)} for {Count(least)} tokens of KV cache";
            string allowed = $"at most {Gigabytes(part.LimitBytes)}, {Count((long)Math.Round(100.0 * part.LimitBytes / part.MemoryBytes))} % of {part.Name}'s memory";
            throw new CheckpointException(path, found, $"{allowed}; {Remedy(format, part, least, fit, otherRemedy)}");
        }

        return new MemoryPlan(parts, (int)((wanted + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens));
    }

    /// <summary>Returns the minimum KV cache capacity in tokens for the model to be usable.</summary>
    internal static long MinTokensFor(Qwen2Config config, int? cacheTokens) => cacheTokens ?? Math.Min(config.ContextTokens, MinTokens);

    private static string Remedy(KvFormat format, MemoryPart part, long least, long fit, Func<string?>? otherRemedy) =>
        part.FreeBytes < part.BlockBytes ? otherRemedy?.Invoke() ?? (part.IsGpu ? "Quantize int4 takes the least, and other programs should use less GPU memory" : "Quantize int4 takes the least, or a greater MemoryShare")
        : format != KvFormat.Int8 && fit * (format == KvFormat.Float32 ? 4 : 2) > least ? $"KvCache int8 would hold them, or CacheTokens {Count(fit)}"
        : $"CacheTokens {Count(fit)} would fit";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Readable(long bytes) => bytes >= 1e9 ? Gigabytes(bytes) : (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture) + " MB";

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
