namespace QwenWebChat.Tests.Metrics;

/// <summary>Tests that listen to spans: who listens hears all engines of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TracingCollection
{
    public const string Name = "Tracing";
}
