namespace QwenWebChat.Inference.Engine;

/// <summary>Limits of the engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Requests that may wait behind the running one; one more is refused as busy.</summary>
    public int MaxWaitingRequests { get; init; } = 32;

    /// <exception cref="ArgumentException">A value is out of range; the message names it, the value and the range.</exception>
    public void Validate()
    {
        if (MaxWaitingRequests is < 1 or > 10_000)
        {
            throw new ArgumentException($"MaxWaitingRequests is {MaxWaitingRequests}; it must be 1 to 10000.");
        }
    }
}
