using System.Globalization;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>Calls the tools of one connected server, in bounded time.</summary>
/// <param name="onLost">Told that the connection may be lost.</param>
/// <param name="endReason">Says why the connection was ended.</param>
/// <param name="ending">Cancelled when the server is removed, changed or switched off.</param>
internal sealed class McpCaller(McpClient client, string server, TimeSpan maxTime, TimeProvider time, Action onLost, Func<string> endReason, CancellationToken ending)
{
    /// <exception cref="ToolException">The tool failed, did not answer in time, or the server is gone.</exception>
    public async Task<ToolResult> CallAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        Dictionary<string, object?> given = arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value);
        using CancellationTokenSource timer = new(maxTime, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken, ending);
        try
        {
            // A server that ignores the cancellation is not waited for.
            CallToolResult result = await client.CallToolAsync(tool, given, cancellationToken: limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
            string text = McpContent.TextOf(result);
            return result.IsError == true ? throw new ToolException(text.Length > 0 ? text : "The tool failed and did not say why.") : new ToolResult(text);
        }
        catch (Exception exception) when (exception is not ToolException && ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(endReason());
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ToolException(string.Create(CultureInfo.InvariantCulture, $"{server} did not answer within {maxTime.TotalSeconds:0} s."));
        }
        catch (McpException exception)
        {
            throw new ToolException(McpProblem.Line(exception.Message));
        }
        catch (Exception exception) when (exception is not ToolException && !cancellationToken.IsCancellationRequested)
        {
            onLost();
            // The package cancels the calls of a program that has ended.
            throw new ToolException($"The connection to {server} was lost. {(exception is OperationCanceledException ? "It has ended." : McpProblem.Of(exception, maxTime))}");
        }
    }
}
