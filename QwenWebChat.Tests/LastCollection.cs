namespace QwenWebChat.Tests;

/// <summary>Holds <see cref="SkippedTests"/> back until all collections that run in parallel are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LastCollection
{
    public const string Name = nameof(SkippedTests);
}
