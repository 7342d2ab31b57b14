using Microsoft.Net.Http.Headers;

namespace QwenWebChat.App.Hosting;

/// <summary>A file that the browser keeps.</summary>
internal static class Download
{
    public static Task WriteAsync(HttpContext http, string fileName, string type, Func<Stream, CancellationToken, Task> write)
    {
        // Both forms of the name: plain for what is old, RFC 5987 for every letter there is.
        ContentDispositionHeaderValue disposition = new("attachment");
        disposition.SetHttpFileName(fileName);
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.CacheControl = "no-store";
        headers.ContentType = type;
        return write(http.Response.Body, http.RequestAborted);
    }
}
