namespace QwenWebChat.Inference.Sampling;

/// <summary>The largest logits of a row.</summary>
/// <param name="ids">The token ids in ascending order, so that ties are resolved as in the whole row.</param>
/// <param name="logits">The logits of these ids; may be overwritten.</param>
/// <param name="floor">
/// The upper bound of all logits that are left out; one of them may equal it, because the device decides the order of
/// ties.
/// </param>
internal readonly ref struct TopLogits(ReadOnlySpan<int> ids, Span<float> logits, float floor)
{
    public ReadOnlySpan<int> Ids { get; } = ids;

    public Span<float> Logits { get; } = logits;

    public float Floor { get; } = floor;
}
