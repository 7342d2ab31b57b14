using System.Net.Mime;

namespace QwenWebChat.App.Accounts;

/// <summary>Refuses a request with one sentence, where neither a page nor an API's error is the answer.</summary>
internal static class PlainRefusal
{
    public static Task WriteAsync(HttpContext http, int status, string sentence)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = $"{MediaTypeNames.Text.Plain}; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(sentence + "\n", http.RequestAborted);
    }
}
