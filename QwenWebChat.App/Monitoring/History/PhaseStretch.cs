namespace QwenWebChat.App.Monitoring.History;

/// <summary>A phase of a request on its timeline, which counts from its arrival.</summary>
/// <param name="IsRunning">It is this one's turn: it is still growing.</param>
public sealed record PhaseStretch(LinePhase Phase, TimeSpan Start, TimeSpan Length, bool IsRunning);
