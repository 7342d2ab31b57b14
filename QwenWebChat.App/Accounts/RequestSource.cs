using System.Net;

namespace QwenWebChat.App.Accounts;

/// <summary>Tells where a request comes from.</summary>
internal static class RequestSource
{
    // A request through a proxy on this machine comes from another machine.
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"];

    /// <summary>True if a program on this machine sent it, and none of the known headers of proxies says otherwise.</summary>
    public static bool IsFromHere(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !IsForwarded(context);

    /// <summary>True unless it is known to come from another machine: an address is missing for a socket file.</summary>
    public static bool MayBeFromHere(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)) && !IsForwarded(context);

    private static bool IsForwarded(HttpContext context) => ProxyHeaders.Any(context.Request.Headers.ContainsKey);
}
