namespace QwenWebChat.App.Data;

/// <summary>Conversations that an owner keeps together.</summary>
internal sealed class Folder
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Name { get; set; }

    /// <summary>The place among the owner's folders, smallest first.</summary>
    public required int Order { get; set; }
}
