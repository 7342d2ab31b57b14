namespace QwenWebChat.Tests;

/// <summary>Tests that read what the whole process shares, such as its spans, threads, memory or live tensors. They run alone, after the others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideCollection
{
    public const string Name = "Process-wide";
}
