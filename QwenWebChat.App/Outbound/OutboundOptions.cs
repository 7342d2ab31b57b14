namespace QwenWebChat.App.Outbound;

/// <summary>Section <c>Outbound</c>: where the app itself connects to, for tool servers and the alert webhook.</summary>
public sealed record OutboundOptions
{
    /// <summary>
    /// The hosts on this machine and in private networks to which the app may connect, separated by semicolons: names, IP addresses
    /// and networks, such as <c>localhost;tools.example;10.1.0.0/16</c>. All others there are refused, whatever name leads to them.
    /// <c>localhost</c> stands for this machine. Hosts of the Internet need not be named.
    /// </summary>
    public string PrivateHosts { get; init; } = "";

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate() => _ = NamedHosts.Parse(PrivateHosts);
}
