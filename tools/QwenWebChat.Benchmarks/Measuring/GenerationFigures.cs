namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The measured times and sizes of a generation.</summary>
/// <param name="Format">The format of most weights, such as <c>int4</c>.</param>
/// <param name="Device">The device: <c>CPU</c> or <c>CUDA</c>.</param>
/// <param name="NewTokens">New tokens of each sequence.</param>
/// <param name="LoadSeconds">Seconds to load the weights from the path into memory.</param>
/// <param name="CacheNote">The state of the cache of quantized weights; null if there is none.</param>
/// <param name="PrefillSeconds">Seconds to prefill the whole prompt, up to its logits.</param>
/// <param name="DecodeSeconds">Seconds to decode all new tokens greedily.</param>
/// <param name="PeakResidentBytes">The peak memory so far, see <see cref="ProcessMemory.Peak"/>.</param>
/// <param name="WeightBytesPerToken">
/// Size of the weights read for each token: all but the embedding, of which a token needs one row, unless it is also the
/// head.
/// </param>
internal sealed record GenerationFigures(
    string Model, string Format, string Device, int Threads, int PromptTokens, int NewTokens, int BatchCount, double LoadSeconds, string? CacheNote,
    double PrefillSeconds, double DecodeSeconds, long PeakResidentBytes, long WeightBytes, long WeightBytesPerToken)
{
    /// <summary>The read bandwidth of this machine's cores; null if the weights are not in their memory.</summary>
    public double? ReadBytesPerSecond { get; init; }

    public double PrefillTokensPerSecond => PromptTokens / PrefillSeconds;

    /// <summary>Tokens per second of all sequences together.</summary>
    public double DecodeTokensPerSecond => NewTokens * BatchCount / DecodeSeconds;

    public double DecodeBytesPerSecond => WeightBytesPerToken * NewTokens / DecodeSeconds;

    /// <summary>The share of the read bandwidth that decoding uses; 1 would be decoding that only reads the weights.</summary>
    public double? BandwidthShare => DecodeBytesPerSecond / ReadBytesPerSecond;

    public IEnumerable<FormattableString> Lines()
    {
        yield return $"{Model}, {Format} on {Device}, {Threads} threads";
        yield return $"load     {LoadSeconds,8:0.0} s{(CacheNote is null ? "" : $", {CacheNote}")}";
        yield return $"prefill  {PrefillTokensPerSecond,8:0.0} tok/s over {PromptTokens} tokens";
        yield return $"decode   {DecodeTokensPerSecond,8:0.0} tok/s over {NewTokens} tokens{(BatchCount > 1 ? $" of {BatchCount} sequences" : "")}";
        yield return $"weights  {WeightBytes / 1e9,8:0.00} GB, {WeightBytesPerToken / 1e9:0.00} GB read a token";
        yield return $"memory   {PeakResidentBytes / 1e9,8:0.00} GB at most";
        yield return $"reading  {DecodeBytesPerSecond / 1e9,8:0.0} GB/s of weights";
        if (ReadBytesPerSecond is { } most)
        {
            yield return $"         {BandwidthShare,8:P0} of the {most / 1e9:0.0} GB/s that its cores read";
        }
    }
}
