using Microsoft.Net.Http.Headers;

namespace QwenWebChat.App.Hosting;

/// <summary>Sets the headers of a file download.</summary>
internal static class Download
{
    public static Task WriteAsync(HttpContext http, string fileName, string type, Func<Stream, CancellationToken, Task> write)
    {
        // Sends both forms of the name: ASCII for old clients, RFC 5987 for all letters.
        ContentDispositionHeaderValue disposition = new("attachment");
        disposition.SetHttpFileName(fileName);
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.CacheControl = "no-store";
        headers.ContentType = type;
        return write(http.Response.Body, http.RequestAborted);
    }
}
