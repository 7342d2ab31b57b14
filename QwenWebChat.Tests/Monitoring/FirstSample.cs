using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.Tests.Monitoring;

internal static class FirstSample
{
    /// <summary>Ends once an app has sampled itself: before, it tells nothing of memory and devices.</summary>
    public static async Task FirstSampleAsync(this IServiceProvider services)
    {
        MetricSampler sampler = services.GetRequiredService<MetricSampler>();
        TaskCompletionSource sampled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        sampler.Sampled += OnSampled;
        if (sampler.Latest is null)
        {
            await sampled.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        sampler.Sampled -= OnSampled;

        void OnSampled(MonitorState state) => sampled.TrySetResult();
    }
}
