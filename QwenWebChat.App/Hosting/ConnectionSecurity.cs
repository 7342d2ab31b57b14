using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Takes the address and the scheme of a browser from the headers of the proxies that the settings name, and of no others; and tells
/// browsers that reached the app by HTTPS never to use plain HTTP for its host again.
/// </summary>
internal static class ConnectionSecurity
{
    private static readonly TimeSpan HttpsOnly = TimeSpan.FromDays(180);

    public static IServiceCollection AddConnectionSecurity(this IServiceCollection services) => services.AddHsts(options => options.MaxAge = HttpsOnly);

    /// <summary>Must run first: the limits of tries to sign in and the flags of cookies depend on what it reads.</summary>
    public static void UseConnectionSecurity(this WebApplication app)
    {
        IReadOnlyList<string> proxies = app.Services.GetRequiredService<IOptions<HostingOptions>>().Value.Proxies;
        if (proxies.Count > 0)
        {
            app.UseForwardedHeaders(Trust(proxies));
        }

        app.UseHsts();
    }

    private static ForwardedHeadersOptions Trust(IReadOnlyList<string> proxies)
    {
        // Each proxy of a chain must be named: the list of addresses is read from its end up to the first one that is not.
        ForwardedHeadersOptions options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (string proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out IPAddress? address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }

        return options;
    }
}
