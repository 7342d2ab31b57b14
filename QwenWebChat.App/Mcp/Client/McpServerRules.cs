using System.Text.RegularExpressions;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Checks a server, whether it stands in the settings or was added in the app.</summary>
internal static partial class McpServerRules
{
    /// <summary>Maximum number of servers, and of the values in a list of one.</summary>
    public const int MaxCount = 64;

    private const int MaxLength = 8_192;
    private const string ReservedPrefix = "Mcp-";

    // The client sets these itself.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "Last-Event-ID", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <param name="key">The key that a name belongs to.</param>
    /// <exception cref="ArgumentException">The name cannot be one; the message names the key.</exception>
    public static void CheckName(string key, string name) => Require(Name().IsMatch(name), key, name, "names of 1 to 32 letters, digits and hyphens");

    /// <param name="key">The key of the server, with which messages begin. No message contains a value that may be secret.</param>
    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public static void Check(string key, McpServerSettings server)
    {
        Require(server.Url is null != server.Command is null, key, server.Url is null ? "without Url and Command" : "with both Url and Command", "a server with one of them");
        if (server.Url is { } url)
        {
            CheckUrl($"{key}:Url", url);
            Require(server.Arguments.Count == 0 && server.Environment.Count == 0, key, "with both Url and Arguments or Environment", "a server with Headers, or one with a Command");
        }
        else
        {
            Require(!string.IsNullOrWhiteSpace(server.Command) && IsLine(server.Command), $"{key}:Command", string.IsNullOrWhiteSpace(server.Command) ? "empty" : "too long or of several lines", "a program");
            Require(server.Headers.Count == 0, key, "with both Command and Headers", "a server with Environment, or one with a Url");
        }

        CheckCount($"{key}:Arguments", server.Arguments.Count);
        CheckCount($"{key}:Headers", server.Headers.Count);
        CheckCount($"{key}:Environment", server.Environment.Count);
        CheckHeaders($"{key}:Headers", server.Headers);
        CheckVariables($"{key}:Environment", server.Environment);
        foreach (string argument in server.Arguments)
        {
            Require(argument.Length <= MaxLength && !argument.Contains('\0', StringComparison.Ordinal), $"{key}:Arguments", "one with a null character, or too long", $"texts of at most {MaxLength} characters");
        }
    }

    public static void CheckCount(string key, int count) => Require(count <= MaxCount, key, count, $"at most {MaxCount}");

    private static void CheckUrl(string key, string url)
    {
        bool isUrl = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && IsLine(url);
        bool hasUser = isUrl && uri!.UserInfo.Length > 0;
        Require(isUrl && !hasUser, key, hasUser ? "one with a user name or a password" : url.Length > MaxLength ? "too long" : url, hasUser ? "an address without them; a key belongs in Headers" : "an address such as https://tools.example/mcp");
    }

    private static void CheckHeaders(string key, Dictionary<string, string> headers)
    {
        foreach ((string name, string value) in headers)
        {
            Require(Token().IsMatch(name), key, $"'{name}'", "names of headers");
            Require(!Reserved.Contains(name) && !name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase), key, name, "headers that the protocol does not set itself");
            Require(!string.IsNullOrWhiteSpace(value), $"{key}:{name}", "empty", "a value");
            Require(IsLine(value) && Ascii().IsMatch(value), $"{key}:{name}", "not a line of ASCII characters", $"one line of at most {MaxLength} ASCII characters");
        }
    }

    private static void CheckVariables(string key, Dictionary<string, string> variables)
    {
        foreach ((string name, string value) in variables)
        {
            Require(Variable().IsMatch(name), key, $"'{name}'", "names without spaces and equals signs");
            Require(value.Length <= MaxLength && !value.Contains('\0', StringComparison.Ordinal), $"{key}:{name}", "not a variable's value", $"a text of at most {MaxLength} characters without null characters");
        }
    }

    private static bool IsLine(string text) => text.Length <= MaxLength && text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0;

    internal static void Require(bool holds, string key, object value, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{key} is {value}; it must be {expected}."));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$")]
    private static partial Regex Token();

    [GeneratedRegex(@"^[\t\x20-\x7e]+$")]
    private static partial Regex Ascii();

    [GeneratedRegex(@"^[^=\s\0]{1,256}$")]
    private static partial Regex Variable();
}
