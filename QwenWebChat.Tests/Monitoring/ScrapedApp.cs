using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>The app on a free port, with an engine's measurements in it.</summary>
internal sealed class ScrapedApp : IDisposable
{
    private readonly WebAppFactory _app;
    private readonly EngineInstruments _instruments;

    public ScrapedApp(string model, params (string Key, string Value)[] settings)
    {
        _instruments = new EngineInstruments(model);
        _app = new WebAppFactory([("Model:Path", "/no/such/model"), .. settings]);
        _app.UseKestrel(0);
        _app.StartServer();
        Address = _app.ClientOptions.BaseAddress;
        _instruments.Measure();
    }

    public Uri Address { get; }

    public Uri Metrics => new(Address, "/metrics");

    /// <summary>What an app says whose engine serves a model of that name.</summary>
    public static async Task<string> ReadAsync(string model)
    {
        using ScrapedApp app = new(model);
        await app._app.Services.FirstSampleAsync();
        using HttpClient client = new();
        // On the same connection: its duration is measured by the time that the next request is read.
        await client.GetStringAsync(new Uri(app.Address, "/health/live"), TestContext.Current.CancellationToken);
        return await client.GetStringAsync(app.Metrics, TestContext.Current.CancellationToken);
    }

    /// <summary>Every metric and its type.</summary>
    public static IEnumerable<(string Name, string Type)> TypesIn(string metrics) =>
        from line in metrics.Split('\n')
        where line.StartsWith("# TYPE ", StringComparison.Ordinal)
        let words = line.Split(' ')
        select (words[2], words[3]);

    public void Dispose()
    {
        _app.Dispose();
        _instruments.Dispose();
    }
}
