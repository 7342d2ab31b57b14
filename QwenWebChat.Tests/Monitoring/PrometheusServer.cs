using System.Diagnostics;
using System.Text.Json.Nodes;
using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>A real Prometheus with the repository's configuration, which reads another port than the one named there.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Target = "localhost:5280";

    // It scrapes every five seconds; far beyond, for a machine with other work.
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(200);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly Process _process;

    public PrometheusServer(Uri app)
    {
        string shipped = Path.Combine(BuiltApp.Repository, "deploy", "prometheus");
        string configuration = File.ReadAllText(Path.Combine(shipped, "prometheus.yml"));
        Assert.Contains(Target, configuration, StringComparison.Ordinal);
        string path = _folder.Write("prometheus.yml", configuration.Replace(Target, $"localhost:{app.Port}", StringComparison.Ordinal));
        File.Copy(Path.Combine(shipped, "alerts.yml"), _folder.At("alerts.yml"));
        _client.BaseAddress = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        _process = Process.Start(new ProcessStartInfo(
            InstalledPrograms.Require("prometheus"),
            [$"--config.file={path}", $"--storage.tsdb.path={_folder.At("data")}", $"--web.listen-address=127.0.0.1:{_client.BaseAddress.Port}", "--log.level=error"]))!;
    }

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="query">An expression.</param>
    /// <param name="isEnough">Whether that value will do; the first will where nothing is said.</param>
    /// <returns>The value of its first series, and the series' labels.</returns>
    public async Task<(string Value, JsonNode Labels)> ReadAsync(string query, Func<string, bool>? isEnough = null)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(MostTime);
        using PeriodicTimer next = new(BetweenQuestions);
        while (await next.WaitForNextTickAsync(late.Token))
        {
            Assert.False(_process.HasExited, "Prometheus ended.");
            if (await TryAsync(query, late.Token) is { } series && (string)series["value"]![1]! is { } value && isEnough?.Invoke(value) != false)
            {
                return (value, series["metric"]!);
            }
        }

        throw new TimeoutException(query);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task<JsonNode?> TryAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative), cancellationToken);
            JsonNode? answer = response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) : null;
            return answer?["data"]!["result"]!.AsArray().FirstOrDefault();
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return null;
        }
    }
}
