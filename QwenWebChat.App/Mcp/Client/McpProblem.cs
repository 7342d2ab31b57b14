using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ModelContextProtocol.Client;
using QwenWebChat.App.Outbound;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Describes in one line why a server is not available.</summary>
internal static class McpProblem
{
    private const int MaxLength = 200;

    public static string Of(Exception exception, TimeSpan limit) => exception switch
    {
        _ when RefusalIn(exception) is { } refusal => Line(refusal.Message),
        OperationCanceledException or TimeoutException => string.Create(CultureInfo.InvariantCulture, $"No answer within {limit.TotalSeconds:0} s."),
        HttpRequestException { StatusCode: { } status } => string.Create(CultureInfo.InvariantCulture, $"It answered {(int)status} {Words(status)}."),
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => Line($"It cannot be reached ({http.Message})."),
        // Its own message names the folder of the app, and what is wrong comes last.
        Win32Exception win32 => Line($"The program cannot be started ({new Win32Exception(win32.NativeErrorCode).Message})."),
        ClientTransportClosedException => "It has ended.",
        JsonException => "It sent what is not of the protocol.",
        _ => Line(exception.Message),
    };

    /// <summary>Returns a text in one line of bounded length.</summary>
    public static string Line(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxLength ? line : $"{line[..MaxLength]}…";
    }

    // A connection's failure is wrapped by all that wait for it.
    private static PrivateAddressException? RefusalIn(Exception? exception) => exception is null ? null : exception as PrivateAddressException ?? RefusalIn(exception.InnerException);

    private static string Words(HttpStatusCode status) => string.Concat(status.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
