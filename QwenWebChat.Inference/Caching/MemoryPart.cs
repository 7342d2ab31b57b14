namespace QwenWebChat.Inference.Caching;

/// <summary>The planned memory of a model on one device, in bytes.</summary>
/// <param name="Name">The device's name, such as <c>NVIDIA GeForce RTX 4090</c>, or <c>this machine</c>.</param>
/// <param name="IsGpu">True for GPU memory, false for host memory.</param>
/// <param name="Holds">The part of the model on this device.</param>
/// <param name="MemoryBytes">The device's total memory.</param>
/// <param name="LimitBytes">The part of it that the model may use.</param>
/// <param name="WeightBytes">The weights in their storage format.</param>
/// <param name="ActivationBytes">The maximum activation memory of a step.</param>
/// <param name="BlockBytes">Keys and values of 16 tokens in the layers of this device; 0 if it has none.</param>
public sealed record MemoryPart(
    string Name, bool IsGpu, ModelPiece Holds, long MemoryBytes, long LimitBytes, long WeightBytes, long ActivationBytes, long BlockBytes)
{
    /// <summary>Memory left for keys and values; negative if the weights alone exceed the limit.</summary>
    public long FreeBytes => LimitBytes - WeightBytes - ActivationBytes;

    /// <summary>The number of KV blocks that fit.</summary>
    public long FittingBlocks => FreeBytes < 0 ? 0 : BlockBytes == 0 ? long.MaxValue : FreeBytes / BlockBytes;
}
