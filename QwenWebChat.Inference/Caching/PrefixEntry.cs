namespace QwenWebChat.Inference.Caching;

/// <summary>A file of the <see cref="PrefixIndex"/>.</summary>
internal sealed record PrefixEntry(string Path, StoredPrefix Prefix, long Bytes, DateTime UsedUtc);
