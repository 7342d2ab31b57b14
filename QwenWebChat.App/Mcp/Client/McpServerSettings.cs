namespace QwenWebChat.App.Mcp.Client;

/// <summary>Section <c>Mcp:Servers:NAME</c>: a program whose tools chats may use. It has either an address or a command.</summary>
public sealed record McpServerSettings
{
    /// <summary>The address of a server with streamable HTTP, such as <c>https://tools.example/mcp</c>.</summary>
    public string? Url { get; init; }

    /// <summary>Headers for the address, such as <c>Authorization</c> with a key.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The program to start for a server that talks over standard input and output. It runs with the rights of this app.</summary>
    public string? Command { get; init; }

    /// <summary>The arguments of the program.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables of the program, beside the usual ones such as <c>PATH</c> and <c>HOME</c>.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>The address, or the command with its arguments: permissions of the user hold for it alone.</summary>
    internal string Origin => Url ?? string.Join(' ', Arguments.Prepend(Command));

    internal bool HasUrl => Uri.TryCreate(Url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";
}
