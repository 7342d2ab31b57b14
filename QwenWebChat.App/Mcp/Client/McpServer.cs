namespace QwenWebChat.App.Mcp.Client;

/// <summary>A server as the administrator sees it.</summary>
/// <param name="Settings">Its settings, for pages without the values that may be secret.</param>
public sealed record McpServer(string Name, McpServerSettings Settings)
{
    /// <summary>True if it stands in the settings, so that it cannot be changed in the app.</summary>
    public bool IsFromSettings { get; init; }

    /// <summary>False if it is switched off.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>The reason in one line why it is not used although it is on; null if it is used.</summary>
    public string? Obstacle { get; init; }

    public bool IsUsed => IsOn && Obstacle is null;
}
