namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// What a piece of streamed text may show: <paramref name="Text"/>, and whether a stop string followed it
/// (<paramref name="Stopped"/>), after which there is nothing more.
/// </summary>
public readonly record struct StopSequenceMatch(string Text, bool Stopped);
