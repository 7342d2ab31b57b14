namespace QwenWebChat.Inference.Metrics;

/// <summary>One phase of a request on its timeline, which starts at its arrival.</summary>
/// <param name="IsActive">True if the request is in this phase now, so that its length still grows.</param>
public sealed record PhaseInterval(RequestPhase Phase, TimeSpan Start, TimeSpan Length, bool IsActive);
