using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol.Protocol;
using QwenWebChat.App.Api;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The path <c>/mcp</c>: streamable HTTP without sessions, behind the keys and origins of the APIs.</summary>
internal static class McpEndpoint
{
    public const string Path = "/mcp";

    /// <summary>The code of an error for a body that is not JSON.</summary>
    public const string MalformedCode = "malformed_body";

    private const string Instructions =
        "The user's own documents and a language model on the user's machine. search_documents finds passages, read_page reads on around one, "
        + "ask_document answers from documents with quotations that were checked against them, summarize_document summarizes one with citations.";

    public static void Add(IServiceCollection services)
    {
        services.AddScoped<McpDocuments>();
        // Each malformed request and each failed connection would be an error with its stack; what matters is logged by this app.
        services.AddLogging(logging => logging.AddFilter("ModelContextProtocol", LogLevel.Critical));
        // What is made of a tool is cached with its options, and would hold the services of this app as long as they live.
        JsonSerializerOptions json = new(ToolJson.Options);
        services.AddMcpServer(server =>
            {
                server.ServerInfo = new Implementation { Name = "qwenwebchat", Title = "QwenWebChat", Version = typeof(McpEndpoint).Assembly.GetName().Version!.ToString(3) };
                server.ServerInstructions = Instructions;
            })
            .WithHttpTransport()
            .WithTools<LibraryTools>(json)
            .WithTools<SummaryTool>(json)
            .WithTools<QuestionTool>(json)
            .WithRequestFilters(filters => filters.AddCallToolFilter(ToolErrors.Filter));
    }

    public static void Map(WebApplication app, ApiRoutes routes)
    {
        McpFormat format = new();
        routes.Guard(format, HttpMethods.Post, Path, app.MapMcp(Path), RunAsync);
        routes.MapRest(format, Path);
    }

    /// <summary>Returns the owner of a request in the engine: all programs with the same key share one place beside the chats.</summary>
    public static RequestOwner OwnerOf(Guid ownerId, ClaimsPrincipal? user) => new(ownerId.ToString(), $"mcp:{user?.Identity?.Name}") { Key = user?.Identity?.Name ?? "" };

    private static async Task RunAsync(ApiCall call, RequestDelegate run)
    {
        // Tools are given a user who has an authentication type.
        call.Http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, call.KeyName)], "key"));
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = call.Limits.MaxBodyBytes;
        }

        try
        {
            await run(call.Http).ConfigureAwait(false);
        }
        catch (Exception exception) when (ToolJson.IsUnreadable(exception))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"The body is not a JSON-RPC message: {exception.Message}") { Code = MalformedCode };
        }
    }
}
