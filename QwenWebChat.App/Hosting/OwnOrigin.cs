using QwenWebChat.App.Accounts;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Prevents pages of other sites from opening circuits. Browsers let any page open a WebSocket to any address, and send
/// only the page's origin.
/// </summary>
internal static class OwnOrigin
{
    private const string Circuits = "/_blazor";

    /// <summary>
    /// Answers 403 if a page of another site requests a circuit. Clients that send no origin are not browsers and are
    /// served.
    /// </summary>
    public static void UseOwnOrigin(this WebApplication app) => app.Use((context, next) =>
        context.Request.Path.StartsWithSegments(Circuits, StringComparison.OrdinalIgnoreCase) && context.Request.Headers.Origin is [_, ..] origins && !origins.All(origin => IsOwn(origin, context.Request))
            ? PlainRefusal.WriteAsync(context, StatusCodes.Status403Forbidden, "Only this app's own pages may open its circuits.")
            : next(context));

    // Compares scheme, host and port. "null", the origin of a sandboxed page, never matches.
    private static bool IsOwn(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? from)
        && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out Uri? own)
        && Uri.Compare(from, own, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
