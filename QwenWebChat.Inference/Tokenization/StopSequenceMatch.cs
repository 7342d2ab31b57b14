namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// The <paramref name="Text"/> of a streamed answer that can be shown, and whether a stop string followed it (<paramref
/// name="Stopped"/>), which ends the answer.
/// </summary>
public readonly record struct StopSequenceMatch(string Text, bool Stopped);
