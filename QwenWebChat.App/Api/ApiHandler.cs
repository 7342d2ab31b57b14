using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Api;

/// <summary>Handles every request of every API: gives it an id, checks its key and origin, and writes errors in the body of its format.</summary>
internal sealed class ApiHandler(
    ApiAccess access, LiveConnections connections, ApiOrigins origins, RateLimitHeaders limits, IModelHost model, IOptions<ApiOptions> options, ILogger<ApiHandler> logger)
{
    // OpenAI's clients read the id from the first header, Anthropic's from the second.
    private static readonly string[] RequestIds = ["x-request-id", "request-id"];

    /// <summary>Runs a request.</summary>
    /// <param name="scope">The scope that a key needs; null for a question that a browser asks without the program's key.</param>
    /// <param name="run">Answers it. An exception that it throws before the response has begun becomes the response.</param>
    public async Task HandleAsync(HttpContext http, IApiFormat format, ApiScopes? scope, Func<ApiCall, Task> run)
    {
        string id = $"req_{Guid.NewGuid():N}";
        foreach (string header in RequestIds)
        {
            http.Response.Headers[header] = id;
        }

        try
        {
            origins.Admit(http);
            KeyIdentity? key = scope is { } needed ? await access.AdmitAsync(http, needed).ConfigureAwait(false) : null;
            using IDisposable? session = key is null ? null : connections.Begin(http.User, http.Abort);
            ApiCall call = new(http, key, options.Value);
            if (scope is not null)
            {
                limits.Attach(http.Response, call.Owner);
            }

            await run(call).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            ApiException error = ApiErrors.Of(exception, model.Status, logger);
            await access.NoteAsync(http, error).ConfigureAwait(false);
            ApiErrors.WriteHeaders(http.Response, error);
            await ApiTransport.WriteAsync(http, format.ErrorBody(error, id), error.Status).ConfigureAwait(false);
        }
    }
}
