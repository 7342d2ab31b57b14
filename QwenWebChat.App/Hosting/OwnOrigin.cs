namespace QwenWebChat.App.Hosting;

/// <summary>
/// Keeps pages of other sites from the circuits: browsers let any page open a socket to any address, and say only whose page
/// it was.
/// </summary>
internal static class OwnOrigin
{
    private const string Circuits = "/_blazor";

    /// <summary>Answers 403 where a circuit is asked for by another site's page. A program that names no origin is no browser, and is served.</summary>
    public static void UseOwnOrigin(this WebApplication app) => app.Use((context, next) =>
        context.Request.Path.StartsWithSegments(Circuits, StringComparison.OrdinalIgnoreCase) && context.Request.Headers.Origin is [_, ..] origins && !origins.All(origin => IsOwn(origin, context.Request))
            ? RefuseAsync(context)
            : next(context));

    // As a whole: scheme, host and port. "null", the origin of a page in a sandbox, is nobody's own.
    private static bool IsOwn(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? from)
        && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out Uri? own)
        && Uri.Compare(from, own, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Only this app's own pages may open its circuits.\n", context.RequestAborted);
    }
}
