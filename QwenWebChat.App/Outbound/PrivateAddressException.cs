using System.Net;

namespace QwenWebChat.App.Outbound;

/// <summary>A connection to this machine or a private network that no setting allows.</summary>
internal sealed class PrivateAddressException(string host, IPAddress address)
    : IOException($"{(IPAddress.TryParse(host, out _) ? host : $"{host} ({address})")} is on this machine or in a private network. To allow it, add {(NamedHosts.IsThisMachine(host) ? NamedHosts.ThisMachine : host)} to the setting Outbound:PrivateHosts.");
