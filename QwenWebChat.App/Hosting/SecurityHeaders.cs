using Microsoft.Net.Http.Headers;

namespace QwenWebChat.App.Hosting;

/// <summary>What a browser may do with the app's pages: run the app's own scripts, talk to the app, and nothing else.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        // The page that dotnet watch reloads listens on a port of its own.
        string development = app.Environment.IsDevelopment() ? " http://localhost:* ws://localhost:* wss://localhost:*" : "";
        app.Use((context, next) =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers[HeaderNames.ContentSecurityPolicy] = Policy(context.Request, development);
            headers[HeaderNames.XContentTypeOptions] = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), clipboard-write=(self)";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return next(context);
        });
    }

    // Styles may stand in a page: MudBlazor writes its theme into one and places menus by style attributes, and KaTeX and
    // Mermaid measure with them. What a model writes never carries any. Older browsers don't take the socket for 'self'.
    private static string Policy(HttpRequest request, string development) => string.Join("; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        $"connect-src 'self' {(request.IsHttps ? "wss" : "ws")}://{request.Host}{development}",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'");
}
