namespace QwenWebChat.Inference.Caching;

/// <summary>What a model will take of one device's memory, in bytes.</summary>
/// <param name="Name">The device's, such as <c>NVIDIA GeForce RTX 4090</c>; or <c>this machine</c>.</param>
/// <param name="IsCard">Whether it is a card's memory, not the machine's.</param>
/// <param name="Holds">What of the model is there.</param>
/// <param name="MemoryBytes">All memory of the device.</param>
/// <param name="LimitBytes">The part of it that the model may take.</param>
/// <param name="WeightBytes">Weights as they will be held.</param>
/// <param name="ActivationBytes">What a step computes there, at most.</param>
/// <param name="BlockBytes">Keys and values of 16 tokens in its layers; 0 where there are none.</param>
public sealed record MemoryPart(
    string Name, bool IsCard, ModelPiece Holds, long MemoryBytes, long LimitBytes, long WeightBytes, long ActivationBytes, long BlockBytes)
{
    /// <summary>What is left for keys and values; below 0 where the weights alone are too much.</summary>
    public long FreeBytes => LimitBytes - WeightBytes - ActivationBytes;

    /// <summary>Blocks of keys and values that it can hold.</summary>
    public long FittingBlocks => FreeBytes < 0 ? 0 : BlockBytes == 0 ? long.MaxValue : FreeBytes / BlockBytes;
}
