using QwenWebChat.App.Api;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The errors of requests that never reach the protocol, such as a missing key, as errors of JSON-RPC.</summary>
internal sealed class McpFormat : IApiFormat
{
    // JSON-RPC leaves -32000 to -32099 to servers.
    private const int ServerError = -32_000;
    private const int ParseError = -32_700;

    public object ErrorBody(ApiException error, string requestId) =>
        new Response("2.0", null, new Error(error.Code == McpEndpoint.MalformedCode ? ParseError : ServerError, error.Message));

    private sealed record Response(string Jsonrpc, string? Id, Error Error);

    private sealed record Error(int Code, string Message);
}
