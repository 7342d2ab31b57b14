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

    /// <summary>Returns the settings with an empty text in place of each value that may be secret.</summary>
    internal McpServerSettings WithoutSecrets() => this with { Headers = Emptied(Headers), Environment = Emptied(Environment) };

    /// <summary>Returns the settings with each empty value replaced by the one that stands under the same name in earlier settings.</summary>
    internal McpServerSettings WithSecretsOf(McpServerSettings earlier) => this with { Headers = Filled(Headers, earlier.Headers), Environment = Filled(Environment, earlier.Environment) };

    /// <summary>Returns a text of the server without the values that may be secret.</summary>
    internal string Redact(string text) =>
        Headers.Values.Concat(Environment.Values).SelectMany(SecretsIn).OrderByDescending(secret => secret.Length).Aggregate(text, (shown, secret) => shown.Replace(secret, "•••", StringComparison.Ordinal));

    // The key in "Bearer KEY" counts too. Shorter texts occur by chance.
    private static IEnumerable<string> SecretsIn(string value) => value.Split(' ').Where(word => word.Length >= 8).Append(value).Where(secret => secret.Length >= 4);

    private static Dictionary<string, string> Emptied(Dictionary<string, string> values) => values.ToDictionary(pair => pair.Key, _ => "");

    private static Dictionary<string, string> Filled(Dictionary<string, string> values, Dictionary<string, string> earlier) =>
        values.ToDictionary(pair => pair.Key, pair => pair.Value.Length == 0 ? earlier.GetValueOrDefault(pair.Key, "") : pair.Value);
}
