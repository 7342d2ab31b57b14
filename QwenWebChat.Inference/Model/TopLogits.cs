namespace QwenWebChat.Inference.Model;

/// <summary>The largest logits of a row.</summary>
/// <param name="ids">
/// Their ids, rising: what prefers the first of equal logits then prefers the same one as in the whole row.
/// </param>
/// <param name="logits">Their logits, beside the ids; free to overwrite.</param>
/// <param name="floor">No logit that is left out is above this; it may be equal, as the order of ties is the device's affair.</param>
internal readonly ref struct TopLogits(ReadOnlySpan<int> ids, Span<float> logits, float floor)
{
    public ReadOnlySpan<int> Ids { get; } = ids;

    public Span<float> Logits { get; } = logits;

    public float Floor { get; } = floor;
}
