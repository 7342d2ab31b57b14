namespace QwenWebChat.Tests.Monitoring;

/// <summary>A real Prometheus reads the app.</summary>
[Slow]
public sealed class PrometheusTests
{
    [Fact]
    public async Task Prometheus_ShippedConfiguration_ReadsTheApp()
    {
        using ScrapedApp app = new("scraped");
        await using PrometheusServer prometheus = new(app.Address);

        (_, var target) = await prometheus.ReadAsync("up", value => value == "1");
        (string running, _) = await prometheus.ReadAsync("vllm:num_requests_running{model_name=\"scraped\"}");
        (string slow, _) = await prometheus.ReadAsync("vllm:time_to_first_token_seconds_bucket{model_name=\"scraped\", le=\"0.5\"}");
        (string iterations, _) = await prometheus.ReadAsync("vllm:iteration_tokens_total_count{model_name=\"scraped\"}");

        Assert.Equal("qwenwebchat", (string?)target["job"]);
        Assert.Equal(("1", "1", "1"), (running, slow, iterations));
    }
}
