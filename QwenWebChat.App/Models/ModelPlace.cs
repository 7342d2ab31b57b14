namespace QwenWebChat.App.Models;

/// <summary>What of a model lies in one device's memory.</summary>
public sealed record ModelPlace
{
    /// <summary>A card's name; for the machine's own memory a word of the log.</summary>
    public required string Device { get; init; }

    /// <summary>Whether it is a card's memory, not the machine's.</summary>
    public bool IsCard { get; init; }

    public int FirstLayer { get; init; }

    /// <summary>0 for none.</summary>
    public int LayerCount { get; init; }

    public bool HasEmbedding { get; init; }

    public bool HasHead { get; init; }

    /// <summary>Its number, from 1, among the devices that share these layers.</summary>
    public int Share { get; init; } = 1;

    public int ShareCount { get; init; } = 1;

    /// <summary>Weights, cache and what a step computes in.</summary>
    public long PlannedBytes { get; init; }

    /// <summary>All memory of the device.</summary>
    public long MemoryBytes { get; init; }
}
