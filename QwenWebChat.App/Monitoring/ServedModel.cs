namespace QwenWebChat.App.Monitoring;

/// <summary>The model that is served, by what it takes of memory.</summary>
/// <param name="Name">Such as <c>Qwen2.5-7B-Instruct</c>.</param>
/// <param name="IsOnGpu">Whether it lies in a GPU's memory.</param>
/// <param name="CacheBytes">Of the whole cache of keys and values.</param>
/// <param name="PlannedActivationBytes">What a step computes in, at most.</param>
public sealed record ServedModel(string Name, bool IsOnGpu, long WeightBytes, long CacheBytes, long PlannedActivationBytes)
{
    /// <summary>The GPUs that it lies on, where it does.</summary>
    public int CardCount { get; init; } = 1;
}
