using System.Net;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace QwenWebChat.App.Hosting;

/// <summary>Refuses to listen where other machines could reach the app: it has no accounts yet.</summary>
internal static class LoopbackOnly
{
    /// <summary>
    /// A page of another site can make a browser look its name up as 127.0.0.1; only requests that name this machine
    /// itself are answered.
    /// </summary>
    public static void FilterHosts(HostFilteringOptions options)
    {
        options.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
        options.AllowEmptyHosts = false;
    }

    public static void Enforce(KestrelServerOptions options) => options.ConfigureEndpointDefaults(listen =>
    {
        if (listen.IPEndPoint is { } endpoint && !IPAddress.IsLoopback(endpoint.Address))
        {
            throw new StartupException(
                $"Urls names {endpoint}, which other machines can reach; until the app has accounts it listens on localhost only, such as http://localhost:{endpoint.Port}.");
        }
    });
}
