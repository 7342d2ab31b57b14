using System.Text.RegularExpressions;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Section <c>Mcp</c>: tools of other programs for the chats (docs/mcp.md).</summary>
public sealed partial record McpOptions
{
    private const int MaxSeconds = 3_600;

    /// <summary>The servers by name. The name, of letters, digits and hyphens, is shown to users and begins the names of the tools.</summary>
    public Dictionary<string, McpServerSettings> Servers { get; init; } = [];

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
        foreach ((string name, McpServerSettings server) in Servers)
        {
            Require(Name().IsMatch(name), nameof(Servers), name, "names of 1 to 32 letters, digits and hyphens");
            Require(server.Url is null != server.Command is null, $"{nameof(Servers)}:{name}", server.Url is null ? "without Url and Command" : "with both Url and Command", "a server with one of them");
            Require(server.Url is null || server.HasUrl, $"{nameof(Servers)}:{name}:Url", server.Url ?? "", "an address such as https://tools.example/mcp");
            Require(server.Command is null || !string.IsNullOrWhiteSpace(server.Command), $"{nameof(Servers)}:{name}:Command", "empty", "a program");
        }

        Require(ConnectSeconds is >= 1 and <= MaxSeconds, nameof(ConnectSeconds), ConnectSeconds, $"1 to {MaxSeconds}");
        Require(CallSeconds is >= 1 and <= MaxSeconds, nameof(CallSeconds), CallSeconds, $"1 to {MaxSeconds}");
        Require(MaxTools is >= 1 and <= 1_000, nameof(MaxTools), MaxTools, "1 to 1000");
    }

    private static void Require(bool holds, string name, object value, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {expected}."));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$")]
    private static partial Regex Name();
}
