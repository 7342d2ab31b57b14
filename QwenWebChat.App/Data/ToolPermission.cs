namespace QwenWebChat.App.Data;

/// <summary>A tool of another program that an owner has allowed for good.</summary>
internal sealed class ToolPermission
{
    public required Guid OwnerId { get; init; }

    /// <summary>The name of the tool with that of its server.</summary>
    public required string Tool { get; init; }

    /// <summary>The address or command of the server. The permission does not hold for another one of the same name.</summary>
    public required string Origin { get; init; }

    public required DateTimeOffset AllowedAt { get; init; }
}
