using System.Net;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace QwenWebChat.App.Hosting;

/// <summary>Refuses to listen on addresses that other machines can reach, because the app has no accounts yet.</summary>
internal static class LoopbackOnly
{
    /// <summary>
    /// Answers only requests that name this machine as host. A page of another site can make a browser resolve its name to
    /// 127.0.0.1.
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
