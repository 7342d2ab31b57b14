namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A message of a file, as <see cref="ImportedTree"/> knows it.</summary>
internal interface ITreeMember
{
    /// <summary>Its place in the file, for messages about it.</summary>
    string Where { get; }

    string Id { get; }

    string? ParentId { get; }
}
