using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace QwenWebChat.App.Api;

/// <summary>
/// Decides which web pages may use the APIs. A browser sends the requests of any page, and only withholds the answers; so a
/// request of a page of another site is refused unless its origin is listed.
/// </summary>
internal sealed class ApiOrigins(IOptions<ApiOptions> options)
{
    private const string MaxAgeSeconds = "600";

    private static readonly string ReadableHeaders = string.Join(", ", ["x-request-id", "request-id", "retry-after", "x-should-retry", .. RateLimitHeaders.Names]);

    private readonly IReadOnlyList<string> _origins = options.Value.Origins;

    /// <summary>Writes the headers by which the browser lets the page read the response.</summary>
    /// <exception cref="ApiException">The request comes from a page of an origin that is not listed.</exception>
    public void Admit(HttpContext http)
    {
        if (http.Request.Headers.Origin is not [{ Length: > 0 } origin, ..])
        {
            return;
        }

        IHeaderDictionary headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (_origins.Contains("*") || _origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            headers.AccessControlAllowOrigin = _origins.Contains("*") ? "*" : origin;
            headers.AccessControlExposeHeaders = ReadableHeaders;
        }
        else if (!origin.Equals($"{http.Request.Scheme}://{http.Request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, $"Pages of {origin} may not use this API; Api:Origins lists those that may.") { Code = "origin_not_allowed" };
        }
    }

    /// <summary>Answers the question that a browser asks before it sends a page's request.</summary>
    public void AnswerPreflight(HttpContext http)
    {
        Admit(http);
        IHeaderDictionary headers = http.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, DELETE";
        // Each SDK has headers of its own, such as nine x-stainless-*: those that the browser names are allowed.
        headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = MaxAgeSeconds;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
