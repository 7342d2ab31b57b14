namespace QwenWebChat.App.Models;

/// <summary>Section <c>Model</c>: which model to load at start, and how much of it goes to the cards.</summary>
public sealed record ModelSelection
{
    /// <summary>A Hugging Face checkpoint folder or a GGUF file; empty for the demo model.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// The model's last layers, so many, go to the cards and the others stay on the CPU, for a card that does not hold them
    /// all; none for all of them to the cards.
    /// </summary>
    public int? GpuLayers { get; init; }

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        if (GpuLayers is < 0)
        {
            throw new ArgumentException($"GpuLayers is {GpuLayers}; it must be 0 or more.");
        }
    }
}
