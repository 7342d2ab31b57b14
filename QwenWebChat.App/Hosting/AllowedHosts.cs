using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Answers only requests that name a host of this app: this machine, and the hosts of the setting <c>AllowedHosts</c>. A page of
/// another site can make a browser resolve its name to this machine's address.
/// </summary>
internal sealed class AllowedHosts(IConfiguration configuration, AccessState access) : IConfigureOptions<HostFilteringOptions>, IConfigureOptions<KestrelServerOptions>
{
    private const string Key = "AllowedHosts";
    private const int DefaultPort = 5280;

    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly string[] _named = (configuration[Key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public void Configure(HostFilteringOptions options)
    {
        options.AllowedHosts = [.. Loopback, .. _named];
        options.AllowEmptyHosts = false;
    }

    /// <summary>Notes the addresses that the app listens on.</summary>
    /// <exception cref="StartupException">Thrown for each address, when the server binds it: other machines can reach it, and no host is named.</exception>
    public void Configure(KestrelServerOptions options) => options.ConfigureEndpointDefaults(listen =>
    {
        if (access.NoteAddress(listen.IPEndPoint?.Address) && _named.Length == 0)
        {
            throw new StartupException(
                $"Urls names {listen.IPEndPoint?.ToString() ?? listen.ToString()}, which other machines can reach, and {Key} is empty; it must name the hosts by which they do, such as --{Key} chat.example.org;192.0.2.7, or * for any. For this machine alone use http://localhost:{listen.IPEndPoint?.Port ?? DefaultPort}.");
        }
    });
}
