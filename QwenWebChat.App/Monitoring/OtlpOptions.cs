namespace QwenWebChat.App.Monitoring;

/// <summary>Section <c>Monitoring:Otlp</c>: the OpenTelemetry collector that receives metrics and traces.</summary>
public sealed record OtlpOptions
{
    private const string Grpc = "grpc";
    private const string Http = "http";

    /// <summary>Address of the collector, such as <c>http://localhost:4317</c>; empty sends nothing.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Protocol of the collector; <c>http</c> is protobuf over HTTP, usually on port 4318.</summary>
    public string Protocol { get; init; } = Grpc;

    /// <summary>Headers that are sent with every export.</summary>
    public string Headers { get; init; } = "";

    public bool IsGrpc => Protocol == Grpc;

    /// <summary>Returns the address that receives metrics or traces; null if nothing is sent.</summary>
    /// <param name="signal"><c>metrics</c> or <c>traces</c>: over HTTP each has a path of its own.</param>
    public Uri? AddressOf(string signal) => !Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? endpoint) ? null
        : IsGrpc ? endpoint
        : new Uri($"{Endpoint.TrimEnd('/')}/v1/{signal}");

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (Endpoint.Length > 0 && !WebAddress.IsValidUrl(Endpoint))
        {
            throw new ArgumentException($"Endpoint is '{Endpoint}'; it must be an address such as http://localhost:4317, or empty for none.");
        }

        if (Protocol is not (Grpc or Http))
        {
            throw new ArgumentException($"Protocol is '{Protocol}'; it must be grpc or http.");
        }

        // The value may be a key that nobody should read in a log.
        if (Headers.Length > 0 && !Headers.Split(',').All(header => header.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            throw new ArgumentException("Headers has a part without a name; it must be name=value,name=value.");
        }
    }
}
