using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>
/// Decides whether programs may be added in the app. A program runs with the rights of the app, so that whoever may add one can do
/// all that the app's account can.
/// </summary>
internal sealed class AddedPrograms(IOptions<McpOptions> options, IServer? server = null)
{
    /// <summary>The reason in one sentence why no program that was added in the app is started; null if they are.</summary>
    public string? RefusalToStart => options.Value.AllowPrograms ? null : "Programs that are added in the app are not allowed here (Mcp:AllowPrograms).";

    /// <summary>The reason in one sentence why no program can be added now; null if one can.</summary>
    public string? RefusalToAdd => RefusalToStart ?? (Reachable is { } address
        ? $"Programs can be added only while the app listens on this machine alone; it listens on {address}."
        : null);

    // Administrators may sign in from anywhere, but programs are added at the machine that runs them.
    private string? Reachable => server?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(address => !IsOnThisMachine(BindingAddress.Parse(address)));

    private static bool IsOnThisMachine(BindingAddress address) =>
        address.IsUnixPipe || address.IsNamedPipe || address.Host == "localhost" || (IPAddress.TryParse(address.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
