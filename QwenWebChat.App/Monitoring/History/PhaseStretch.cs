namespace QwenWebChat.App.Monitoring.History;

/// <summary>One phase of a request on its timeline, which starts at its arrival.</summary>
/// <param name="IsRunning">True if the request is in this phase now, so that its length still grows.</param>
public sealed record PhaseStretch(LinePhase Phase, TimeSpan Start, TimeSpan Length, bool IsRunning);
