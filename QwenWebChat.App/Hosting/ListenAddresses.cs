using System.Net;

namespace QwenWebChat.App.Hosting;

/// <summary>Checks the listen addresses before anything else starts.</summary>
internal static class ListenAddresses
{
    private const string Expected = "it must be an address such as http://localhost:5280";

    /// <exception cref="StartupException">The web server cannot listen on an address, or a certificate file does not exist.</exception>
    public static void Check(IConfiguration configuration, string contentRoot)
    {
        foreach (string address in (configuration["Urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            CheckAddress("Urls", address);
        }

        IConfigurationSection kestrel = configuration.GetSection("Kestrel");
        CheckCertificates(kestrel.GetSection("Certificates").GetChildren(), contentRoot);
        foreach (IConfigurationSection endpoint in kestrel.GetSection("Endpoints").GetChildren())
        {
            CheckAddress($"{endpoint.Path}:Url", endpoint["Url"] ?? "");
            CheckCertificates([endpoint.GetSection("Certificate")], contentRoot);
        }
    }

    private static void CheckAddress(string key, string text)
    {
        BindingAddress address = Parse(key, text);
        string? fault = address switch
        {
            { Scheme: not ("http" or "https") } => $"the scheme {address.Scheme} is not supported",
            { IsUnixPipe: true } or { IsNamedPipe: true } => null,
            { Port: < 0 or > IPEndPoint.MaxPort } => $"port {address.Port} is not from 1 to {IPEndPoint.MaxPort}",
            { Port: 0 } when !IPAddress.TryParse(address.Host, out _) => "port 0 (any free port) needs an IP address such as http://127.0.0.1:0",
            { PathBase.Length: > 0 } => $"the path {address.PathBase} is not supported",
            _ => null,
        };
        if (fault is not null)
        {
            throw new StartupException($"{key} has '{text}': {fault}; {Expected}.");
        }
    }

    private static BindingAddress Parse(string key, string text)
    {
        try
        {
            return BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            throw new StartupException($"{key} has '{text}'; {Expected}.");
        }
    }

    private static void CheckCertificates(IEnumerable<IConfigurationSection> certificates, string contentRoot)
    {
        foreach (IConfigurationSection file in certificates.SelectMany(certificate => new[] { certificate.GetSection("Path"), certificate.GetSection("KeyPath") }))
        {
            if (file.Value is { Length: > 0 } path && !File.Exists(Path.Combine(contentRoot, path)))
            {
                throw new StartupException($"{file.Path} is '{path}': the file does not exist; it must be a certificate file (.pfx or .pem).");
            }
        }
    }
}
