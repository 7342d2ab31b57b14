using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Mvc.Testing;
using QwenWebChat.App.Monitoring;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>What Prometheus reads, name by name: vLLM's boards and alerts must find theirs.</summary>
[Slow]
public sealed class MetricsEndpointTests(ScrapedText scraped) : IClassFixture<ScrapedText>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Get_Metrics_HasVllmsNamesAndTypes()
    {
        (string, string)[] expected =
        [
            ("vllm:cache_config_info", "gauge"),
            ("vllm:e2e_request_latency_seconds", "histogram"),
            ("vllm:generation_tokens_total", "counter"),
            ("vllm:inter_token_latency_seconds", "histogram"),
            ("vllm:iteration_tokens_total", "histogram"),
            ("vllm:kv_cache_usage_perc", "gauge"),
            ("vllm:num_preemptions_total", "counter"),
            ("vllm:num_requests_running", "gauge"),
            ("vllm:num_requests_waiting", "gauge"),
            ("vllm:prefix_cache_hits_total", "counter"),
            ("vllm:prefix_cache_queries_total", "counter"),
            ("vllm:prompt_tokens_total", "counter"),
            ("vllm:request_decode_time_seconds", "histogram"),
            ("vllm:request_generation_tokens", "histogram"),
            ("vllm:request_inference_time_seconds", "histogram"),
            ("vllm:request_prefill_time_seconds", "histogram"),
            ("vllm:request_prompt_tokens", "histogram"),
            ("vllm:request_queue_time_seconds", "histogram"),
            ("vllm:request_success_total", "counter"),
            ("vllm:request_time_per_output_token_seconds", "histogram"),
            ("vllm:spec_decode_num_accepted_tokens_total", "counter"),
            ("vllm:spec_decode_num_draft_tokens_total", "counter"),
            ("vllm:spec_decode_num_drafts_total", "counter"),
            ("vllm:time_to_first_token_seconds", "histogram"),
        ];

        IEnumerable<(string, string)> found = ScrapedApp.TypesIn(scraped.Text).Where(type => type.Name.StartsWith("vllm", StringComparison.Ordinal));
        Assert.Equal(expected, found.Order());
        Assert.Contains($"vllm:request_success_total{{finished_reason=\"abort\",model_name=\"{ScrapedText.Model}\"}} 1\n", scraped.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_Metrics_HasTheRuntimesAndTheServers()
    {
        string[] names = [.. ScrapedApp.TypesIn(scraped.Text).Select(type => type.Name)];

        Assert.Contains("dotnet_gc_collections_total", names);
        Assert.Contains("http_server_request_duration_seconds", names);
        Assert.Contains("kestrel_active_connections", names);
        Assert.Contains("qwenwebchat_memory_bytes", names);
    }

    [Fact]
    public void Get_Metrics_SaysNothingOfOpenTelemetry()
    {
        Assert.DoesNotContain("otel_scope", scraped.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("target_info", scraped.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("vllm_", scraped.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vllm.time_to_first_token_seconds", "vllm:time_to_first_token_seconds", 1)]
    [InlineData("vllm.inter_token_latency_seconds", "vllm:inter_token_latency_seconds", 1)]
    [InlineData("vllm.request_queue_time_seconds", "vllm:request_queue_time_seconds", 4)]
    [InlineData("vllm.iteration_tokens_total", "vllm:iteration_tokens_total", 1)]
    [InlineData("vllm.request_prompt_tokens", "vllm:request_prompt_tokens", 4)]
    public void Get_Metrics_BucketsEndWhereVllmsDo(string instrument, string name, int count)
    {
        string prefix = $"{name}_bucket{{model_name=\"{ScrapedText.Model}\",le=\"";
        string[] ends = [.. scraped.Text.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..].Split('"')[0])];
        Assert.Equal([.. VllmBuckets.ByInstrument[instrument].Select(end => end.ToString(CultureInfo.InvariantCulture)), "+Inf"], ends);
        Assert.Contains($"{name}_count{{model_name=\"{ScrapedText.Model}\"}} {count}\n", scraped.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*", "gzip")]
    [InlineData("application/openmetrics-text; version=1.0.0; escaping=allow-utf-8; q=0.6, text/plain; version=1.0.0; escaping=allow-utf-8; q=0.5", "gzip, br")]
    public async Task Get_WhateverIsAskedFor_IsPlainText(string accept, string encoding)
    {
        using ScrapedApp app = new("formats");
        using HttpRequestMessage request = new(HttpMethod.Get, app.Metrics);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.AcceptEncoding.ParseAdd(encoding);

        using HttpClient client = new();
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(MediaTypeHeaderValue.Parse("text/plain; version=0.0.4; charset=utf-8"), response.Content.Headers.ContentType);
        Assert.Contains("# TYPE vllm:prompt_tokens_total counter\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Metrics_PromtoolFindsNothingButWhatTheNamesOfOthersBreak()
    {
        PrometheusRun run = await PrometheusRun.OfToolAsync(scraped.Text, "check", "metrics");

        // 0 for none, 3 for remarks on style; what cannot be parsed ends with 1.
        Assert.True(run.ExitCode is 0 or 3, run.Error);
        Assert.DoesNotContain(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), remark => !IsOfOthersNames(remark));
    }

    // vLLM's colon and its histogram in _total; the runtime's names come from .NET.
    private static bool IsOfOthersNames(string remark) => remark.StartsWith("dotnet_", StringComparison.Ordinal)
        || (remark.StartsWith("vllm:", StringComparison.Ordinal) && (remark.EndsWith("metric names should not contain ':'", StringComparison.Ordinal)
            || remark.StartsWith("vllm:iteration_tokens_total ", StringComparison.Ordinal)));
}
