using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Sets the content security policy: pages may run only the app's scripts, apply only its style sheets, and connect only to the app.
/// </summary>
internal static class SecurityHeaders
{
    private const int NonceBytes = 16;

    private static readonly object NonceKey = new();

    public static void UseSecurityHeaders(this WebApplication app)
    {
        // The reload script of dotnet watch connects to a separate port.
        string development = app.Environment.IsDevelopment() ? " http://localhost:* ws://localhost:* wss://localhost:*" : "";
        app.Use((context, next) =>
        {
            string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
            context.Items[NonceKey] = nonce;
            IHeaderDictionary headers = context.Response.Headers;
            headers[HeaderNames.ContentSecurityPolicy] = Policy(context.Request, nonce, development);
            headers[HeaderNames.XContentTypeOptions] = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), clipboard-write=(self)";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return next(context);
        });
    }

    /// <summary>Returns the random text without which the page of this response applies no style element.</summary>
    public static string NonceOf(HttpContext context) => (string)context.Items[NonceKey]!;

    // Attributes with styles cannot have a nonce, and Blazor sets those of MudBlazor's menus, bars and charts as attributes. They
    // style one element and cannot select others, so they cannot read the page. Model output contains none. Older browsers do not
    // include WebSockets in 'self'.
    private static string Policy(HttpRequest request, string nonce, string development) => string.Join("; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        $"style-src-elem 'self' 'nonce-{nonce}'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        $"connect-src 'self' {(request.IsHttps ? "wss" : "ws")}://{request.Host}{development}",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'");
}
