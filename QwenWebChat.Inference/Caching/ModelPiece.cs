namespace QwenWebChat.Inference.Caching;

/// <summary>The part of a model in one device's memory.</summary>
/// <param name="FirstLayer">The number of its first layer, from 0.</param>
/// <param name="LayerCount">The number of its layers; 0 for none.</param>
/// <param name="HasEmbedding">True if the part includes the embedding table.</param>
/// <param name="HasHead">True if the part includes the final norm and the head.</param>
public sealed record ModelPiece(int FirstLayer, int LayerCount, bool HasEmbedding, bool HasHead)
{
    /// <summary>The number of this device, from 1, among the devices that share these layers.</summary>
    public int Share { get; init; } = 1;

    /// <summary>The number of devices that share these layers, each with some heads and columns of all of them.</summary>
    public int ShareCount { get; init; } = 1;

    /// <summary>Describes the part for the log and for messages; layers are counted from 1.</summary>
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
