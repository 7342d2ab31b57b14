using System.Net;
using System.Text.RegularExpressions;

namespace QwenWebChat.App.Hosting;

/// <summary>Section <c>Hosting</c>: the limits of the web server.</summary>
public sealed partial record HostingOptions
{
    private const int Largest = 100_000;

    /// <summary>
    /// Maximum number of pages that are open at the same time (Blazor circuits, whose state is held in the server's
    /// memory). A further page is answered with status 503 and the reason. A page whose browser disappeared counts for
    /// three more minutes.
    /// </summary>
    public int MaxCircuits { get; init; } = 1_000;

    /// <summary>
    /// The addresses or networks of the proxies in front of the app, such as <c>127.0.0.1</c> or <c>10.0.0.0/8</c>. From them alone
    /// the app takes the address of the browser and its scheme (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>).
    /// </summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>
    /// The path under which the app is reached, such as <c>/chat</c> for <c>https://example.org/chat/</c>; empty for none. A proxy in
    /// front must pass the path on as it is.
    /// </summary>
    public string PathBase { get; init; } = "";

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        foreach (string proxy in Proxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _)))
        {
            throw new ArgumentException($"Proxies has '{proxy}'; it must be an IP address or a network such as 10.0.0.0/8.");
        }

        if (PathBase.Length > 0 && !OwnPathForm().IsMatch(PathBase))
        {
            throw new ArgumentException($"PathBase is '{PathBase}'; it must be a path such as /chat, without a slash at its end, or empty for none.");
        }

        if (MaxCircuits is < 1 or > Largest)
        {
            throw new ArgumentException($"MaxCircuits is {MaxCircuits}; it must be 1 to {Largest}.");
        }
    }

    [GeneratedRegex("^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$")]
    private static partial Regex OwnPathForm();
}
