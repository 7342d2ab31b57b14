namespace QwenWebChat.App.Models;

/// <summary>The part of a model in the memory of one device.</summary>
public sealed record ModelPlace
{
    /// <summary>The name of the GPU; for system memory, a word of the log.</summary>
    public required string Device { get; init; }

    /// <summary>True for GPU memory, false for system memory.</summary>
    public bool IsGpu { get; init; }

    public int FirstLayer { get; init; }

    /// <summary>The number of layers; 0 for none.</summary>
    public int LayerCount { get; init; }

    public bool HasEmbedding { get; init; }

    public bool HasHead { get; init; }

    /// <summary>The device's number, from 1, among the devices that share these layers.</summary>
    public int Share { get; init; } = 1;

    public int ShareCount { get; init; } = 1;

    /// <summary>Memory of the weights, the KV cache and the activations of a step.</summary>
    public long PlannedBytes { get; init; }

    /// <summary>Total memory of the device.</summary>
    public long MemoryBytes { get; init; }
}
