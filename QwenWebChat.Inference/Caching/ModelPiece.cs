namespace QwenWebChat.Inference.Caching;

/// <summary>What of a model lies in one device's memory.</summary>
/// <param name="FirstLayer">The first of its layers, from 0.</param>
/// <param name="LayerCount">Its layers; 0 for none.</param>
/// <param name="HasEmbedding">Whether the table of token rows is there.</param>
/// <param name="HasHead">Whether what follows the layers is there.</param>
public sealed record ModelPiece(int FirstLayer, int LayerCount, bool HasEmbedding, bool HasHead)
{
    /// <summary>Its number, from 1, among the devices that share these layers.</summary>
    public int Share { get; init; } = 1;

    /// <summary>Devices that share these layers, each with some heads and columns of all of them.</summary>
    public int ShareCount { get; init; } = 1;

    /// <summary>In words, for the log and for messages: layers counted from 1.</summary>
    public override string ToString()
    {
        List<string> words = [];
        if (HasEmbedding)
        {
            words.Add("the embedding");
        }

        if (LayerCount > 0)
        {
            string layers = LayerCount == 1 ? $"layer {FirstLayer + 1}" : $"layers {FirstLayer + 1} to {FirstLayer + LayerCount}";
            words.Add(ShareCount > 1 ? $"share {Share} of {ShareCount} of {layers}" : layers);
        }

        if (HasHead)
        {
            words.Add("the head");
        }

        return string.Join(", ", words);
    }
}
