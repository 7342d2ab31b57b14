namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A message of a file, as seen by <see cref="ImportedTree"/>.</summary>
internal interface ITreeMember
{
    /// <summary>The message's place in the file, for error messages.</summary>
    string Where { get; }

    string Id { get; }

    string? ParentId { get; }
}
