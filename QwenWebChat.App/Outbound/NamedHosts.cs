using System.Net;

namespace QwenWebChat.App.Outbound;

/// <summary>The hosts of the setting <see cref="OutboundOptions.PrivateHosts"/>.</summary>
internal sealed class NamedHosts
{
    /// <summary>The name of this machine.</summary>
    public const string ThisMachine = "localhost";

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IPNetwork> _networks = [];

    private NamedHosts()
    {
    }

    /// <exception cref="ArgumentException">An entry is neither a name nor an address nor a network.</exception>
    public static NamedHosts Parse(string hosts)
    {
        NamedHosts parsed = new();
        foreach (string host in hosts.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                address = Plain(address);
                parsed._networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else if (IPNetwork.TryParse(host, out IPNetwork network))
            {
                parsed._networks.Add(network);
            }
            else if (Uri.CheckHostName(host) == UriHostNameType.Dns)
            {
                parsed._names.Add(host.TrimEnd('.'));
            }
            else
            {
                throw new ArgumentException($"PrivateHosts has '{host}'; it must be names, IP addresses or networks, such as localhost;10.1.0.0/16.");
            }
        }

        return parsed;
    }

    /// <summary>Tells whether a host is named, by its name or by its address.</summary>
    /// <param name="host">The host as the address of the request names it.</param>
    /// <param name="address">The address that it was resolved to.</param>
    public bool Contain(string host, IPAddress address) =>
        _names.Contains(host.TrimEnd('.')) || (IsThisMachine(host) && _names.Contains(ThisMachine)) || _networks.Exists(network => network.Contains(Plain(address)));

    /// <summary>Tells whether a request names this machine. A name that merely leads to it does not.</summary>
    public static bool IsThisMachine(string host) => host.Equals(ThisMachine, StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(Plain(address)));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
