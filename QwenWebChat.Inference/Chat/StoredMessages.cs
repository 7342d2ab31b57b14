namespace QwenWebChat.Inference.Chat;

/// <summary>The first messages of a request, whose keys and values are stored on disk because later requests begin with the same ones.</summary>
/// <param name="Count">The number of messages, in addition to tools and a system message.</param>
/// <param name="Tags">The documents that the messages hold: the stored prefix is deleted with any of them.</param>
/// <param name="Group">The group of owners that share them, by an id that is a secret or is checked; null if they are the owner's alone.</param>
public sealed record StoredMessages(int Count, IReadOnlyList<string> Tags, string? Group = null);
