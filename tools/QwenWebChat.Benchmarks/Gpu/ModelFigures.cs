namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The results of a model on the GPU.</summary>
/// <param name="Name">The model's name with the format of its weights.</param>
internal sealed record ModelFigures(string Name, IReadOnlyList<ModelTiming> Decode, IReadOnlyList<ModelTiming> FirstTokens);
