using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>The names of the meters of this process.</summary>
internal static class MeterNames
{
    /// <summary>The name of the engine's meter and of its trace source.</summary>
    public const string Engine = EngineMetrics.MeterName;

    /// <summary>The name of the app's own meter.</summary>
    public const string App = "QwenWebChat.App";

    /// <summary>The names of ASP.NET Core's meters for requests and connections.</summary>
    public static readonly string[] Web = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];
}
