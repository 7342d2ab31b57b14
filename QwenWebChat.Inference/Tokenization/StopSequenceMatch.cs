namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// The <paramref name="Text"/> of a streamed answer that can be shown, and the stop string that followed it and ends the answer
/// (<paramref name="StopString"/>); null for none.
/// </summary>
public readonly record struct StopSequenceMatch(string Text, string? StopString);
