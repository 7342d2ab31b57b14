namespace QwenWebChat.App.Mcp.Client;

/// <summary>Section <c>Mcp</c>: tools of other programs for the chats (docs/mcp.md).</summary>
public sealed record McpOptions
{
    private const int MaxSeconds = 3_600;

    /// <summary>The servers by name. The name, of letters, digits and hyphens, is shown to users and begins the names of the tools.</summary>
    public Dictionary<string, McpServerSettings> Servers { get; init; } = [];

    /// <summary>False to refuse programs on the page of tool servers and not to start those that were added there. Programs of the settings are started in any case.</summary>
    public bool AllowPrograms { get; init; } = true;

    /// <summary>Maximum time in seconds for connecting and for listing the tools.</summary>
    public int ConnectSeconds { get; init; } = 15;

    /// <summary>Maximum time in seconds for a call of a tool.</summary>
    public int CallSeconds { get; init; } = 60;

    /// <summary>Maximum number of tools of one server; the others are left out.</summary>
    public int MaxTools { get; init; } = 64;

    internal TimeSpan ConnectTime => TimeSpan.FromSeconds(ConnectSeconds);

    internal TimeSpan CallTime => TimeSpan.FromSeconds(CallSeconds);

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        McpServerRules.CheckCount(nameof(Servers), Servers.Count);
        foreach ((string name, McpServerSettings server) in Servers)
        {
            McpServerRules.CheckName(nameof(Servers), name);
            McpServerRules.Check($"{nameof(Servers)}:{name}", server);
        }

        McpServerRules.Require(ConnectSeconds is >= 1 and <= MaxSeconds, nameof(ConnectSeconds), ConnectSeconds, $"1 to {MaxSeconds}");
        McpServerRules.Require(CallSeconds is >= 1 and <= MaxSeconds, nameof(CallSeconds), CallSeconds, $"1 to {MaxSeconds}");
        McpServerRules.Require(MaxTools is >= 1 and <= 1_000, nameof(MaxTools), MaxTools, "1 to 1000");
    }
}
