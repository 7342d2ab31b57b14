namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>What a model did on the card.</summary>
/// <param name="Name">With the form of its weights.</param>
internal sealed record ModelFigures(string Name, IReadOnlyList<DecodeFigures> Decode, IReadOnlyList<FirstTokenFigures> FirstTokens);
