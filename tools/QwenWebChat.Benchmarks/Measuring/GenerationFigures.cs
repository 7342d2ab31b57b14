namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>What a generation took.</summary>
internal sealed record GenerationFigures
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>How most of the weights are held, such as <c>int4</c>.</summary>
    public required string Format { get; init; }

    /// <summary><c>CPU</c> or <c>CUDA</c>.</summary>
    public required string Device { get; init; }

    public required int Threads { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>Of each sequence.</summary>
    public required int NewTokens { get; init; }

    /// <summary>Sequences that are generated at once.</summary>
    public int BatchCount { get; init; } = 1;

    /// <summary>From the path to weights in memory.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>What became of the cache of rounded weights; null where there is none.</summary>
    public string? CacheNote { get; init; }

    /// <summary>The whole prompt, to the logits after it.</summary>
    public required double PrefillSeconds { get; init; }

    /// <summary>All new tokens, each chosen greedily and run.</summary>
    public required double DecodeSeconds { get; init; }

    /// <summary>The most memory in use so far, see <see cref="PeakMemory"/>.</summary>
    public required long PeakResidentBytes { get; init; }

    /// <summary>All weights in memory.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Weights read for each token: all but the embedding, of which a token needs one row, unless it is the head too.</summary>
    public required long WeightBytesPerToken { get; init; }

    /// <summary>What this machine's cores read at most; null where the weights are not in their memory.</summary>
    public double? ReadBytesPerSecond { get; init; }

    public double PrefillTokensPerSecond => PromptTokens / PrefillSeconds;

    /// <summary>Of all sequences together.</summary>
    public double DecodeTokensPerSecond => NewTokens * BatchCount / DecodeSeconds;

    public double DecodeBytesPerSecond => WeightBytesPerToken * NewTokens / DecodeSeconds;

    /// <summary>1 would be decoding that does nothing but read the weights as fast as they can be read.</summary>
    public double? BandwidthShare => DecodeBytesPerSecond / ReadBytesPerSecond;
}
