namespace QwenWebChat.App.Monitoring;

/// <summary>Section <c>Monitoring</c>: access to the metrics.</summary>
public sealed record MonitoringOptions
{
    /// <summary>Lets <c>/metrics</c> and <c>/health</c> answer requests from other machines and requests that came through a proxy.</summary>
    public bool IsPublic { get; init; }
}
