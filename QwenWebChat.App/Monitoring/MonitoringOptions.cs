namespace QwenWebChat.App.Monitoring;

/// <summary>Section <c>Monitoring</c>: who may see how the app fares.</summary>
public sealed record MonitoringOptions
{
    /// <summary>Whether <c>/metrics</c> and <c>/health</c> answer others than this machine.</summary>
    public bool IsPublic { get; init; }
}
