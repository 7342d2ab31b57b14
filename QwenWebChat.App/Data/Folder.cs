namespace QwenWebChat.App.Data;

/// <summary>A folder of an owner's conversations and documents.</summary>
internal sealed class Folder
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Name { get; set; }

    /// <summary>The position among the owner's folders, lowest first.</summary>
    public required int Order { get; set; }
}
