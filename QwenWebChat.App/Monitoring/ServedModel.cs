namespace QwenWebChat.App.Monitoring;

/// <summary>The memory use of the loaded model.</summary>
/// <param name="Name">The name of the model, such as <c>Qwen2.5-7B-Instruct</c>.</param>
/// <param name="IsOnGpu">True if the model is in GPU memory.</param>
/// <param name="CacheBytes">The size of the whole KV cache.</param>
/// <param name="PlannedActivationBytes">The maximum size of the activations of one step.</param>
public sealed record ServedModel(string Name, bool IsOnGpu, long WeightBytes, long CacheBytes, long PlannedActivationBytes)
{
    /// <summary>The number of GPUs that the model is on.</summary>
    public int GpuCount { get; init; } = 1;
}
