namespace QwenWebChat.Inference.Model;

/// <summary>The part of a stored tensor that one of several devices holds.</summary>
/// <param name="StoredShape">The shape of the whole tensor.</param>
/// <param name="Dimension">The divided dimension: 0 for rows (output features), 1 for columns.</param>
internal sealed record WeightSlice(IReadOnlyList<long> StoredShape, int Dimension, int First, int Count);
