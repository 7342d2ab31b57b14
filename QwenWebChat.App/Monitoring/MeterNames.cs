using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>Under which names this process measures.</summary>
internal static class MeterNames
{
    /// <summary>The engine's meter, and the source of its traces.</summary>
    public const string Engine = EngineMetrics.MeterName;

    /// <summary>The app's own meter.</summary>
    public const string App = "QwenWebChat.App";

    /// <summary>ASP.NET Core's own: requests and connections.</summary>
    public static readonly string[] Web = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];
}
