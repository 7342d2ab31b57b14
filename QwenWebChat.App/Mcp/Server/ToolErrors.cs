using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using QwenWebChat.App.Api;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>Makes every error of a tool a result that the client's model reads: one sentence.</summary>
internal static class ToolErrors
{
    public static McpRequestFilter<CallToolRequestParams, CallToolResult> Filter { get; } = next => async (context, cancellationToken) =>
    {
        try
        {
            ToolArgumentCheck.Check(context.Params!, (context.MatchedPrimitive as McpServerTool)?.ProtocolTool);
            return await next(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (McpProtocolException or OperationCanceledException))
        {
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = TextOf(exception, context.Services!) }] };
        }
    };

    private static string TextOf(Exception exception, IServiceProvider services) => exception switch
    {
        McpException => exception.Message,
        _ when ToolJson.IsUnreadable(exception) => $"The arguments cannot be read: {exception.Message}",
        _ => ApiErrors.Of(exception, services.GetRequiredService<IModelHost>().Status, services.GetRequiredService<ILogger<LibraryTools>>()).Message,
    };
}
