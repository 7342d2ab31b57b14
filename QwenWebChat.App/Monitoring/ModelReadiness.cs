using Microsoft.Extensions.Diagnostics.HealthChecks;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Monitoring;

/// <summary>Health check that is healthy while a model is loaded, because the app can answer only then.</summary>
internal sealed class ModelReadiness(IModelHost host) : IHealthCheck
{
    public const string Name = "model";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ModelStatus status = host.Status;
        return Task.FromResult(status.Phase switch
        {
            ModelPhase.Ready => HealthCheckResult.Healthy(status.Name),
            ModelPhase.Loading => HealthCheckResult.Unhealthy(FormattableString.Invariant($"{status.Name} is being loaded: {status.LoadProgress * 100:F0} %.")),
            _ => HealthCheckResult.Unhealthy(status.Error ?? "No model is loaded."),
        });
    }
}
