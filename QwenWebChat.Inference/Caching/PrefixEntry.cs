namespace QwenWebChat.Inference.Caching;

/// <summary>A file of the <see cref="PrefixIndex"/>.</summary>
internal sealed record PrefixEntry(string Path, KeptPrefix Prefix, long Bytes, DateTime UsedUtc);
