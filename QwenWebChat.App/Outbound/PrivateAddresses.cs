using System.Net;

namespace QwenWebChat.App.Outbound;

/// <summary>
/// The addresses of this machine and of private networks, and others that no host of the Internet has (IANA's special-purpose
/// registries), with those at which clouds tell a machine its secrets.
/// </summary>
internal static class PrivateAddresses
{
    private const int Ipv4Bytes = 4;

    private static readonly IPNetwork[] Networks =
    [
        .. ((string[])
        [
            // This machine, private networks, providers' networks, links (with the metadata of clouds), IETF's own.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            // Benchmarks, multicast, reserved with broadcast. Azure's platform, which is no host of the Internet.
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
            // This machine, translation and discarding, Teredo, unique local, links, sites, multicast.
            "::/127", "64:ff9b:1::/48", "100::/64", "2001::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ]).Select(network => IPNetwork.Parse(network)),
    ];

    // IPv6 networks whose addresses contain an IPv4 address, which is reached by them, with its place in bytes.
    private static readonly (IPNetwork Network, int Start)[] Carriers =
        [(IPNetwork.Parse("::/96"), 12), (IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("2002::/16"), 2)];

    /// <summary>Tells whether an address is one of them.</summary>
    public static bool Contain(IPAddress address) => address.IsIPv4MappedToIPv6 ? Contain(address.MapToIPv4())
        : Array.Exists(Networks, network => network.Contains(address)) || (CarriedBy(address) is { } carried && Contain(carried));

    private static IPAddress? CarriedBy(IPAddress address)
    {
        foreach ((IPNetwork network, int start) in Carriers)
        {
            if (network.Contains(address))
            {
                return new IPAddress(address.GetAddressBytes().AsSpan(start, Ipv4Bytes));
            }
        }

        return null;
    }
}
