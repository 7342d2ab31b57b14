using Microsoft.Net.Http.Headers;

namespace QwenWebChat.App.Hosting;

/// <summary>Sets the content security policy: pages may run only the app's scripts and connect only to the app.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        // The reload script of dotnet watch connects to a separate port.
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

    // Inline styles are allowed: MudBlazor writes its theme into the page and positions menus by style attributes, and
    // KaTeX and Mermaid measure with them. Model output never contains styles. Older browsers do not include WebSockets in
    // 'self'.
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
