using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>Tells programs at the address of the chat page that the server is running, by the words that they look for.</summary>
internal static class Greeting
{
    /// <summary>Answers requests of <c>/</c> that do not ask for HTML, as every browser does.</summary>
    public static void UseGreeting(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.Request.Path != "/" || !HttpMethods.IsGet(http.Request.Method))
        {
            return next(http);
        }

        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        if (http.Request.Headers.Accept.Any(types => types?.Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase) == true))
        {
            return next(http);
        }

        http.Response.ContentType = MediaTypeNames.Text.Plain;
        return http.Response.WriteAsync("Ollama is running", http.RequestAborted);
    });
}
