using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// Decides about each charged request before the engine works for it. The inbox calls it under its lock, from any thread: an
/// implementation neither blocks nor calls the engine.
/// </summary>
public interface IRequestAdmission
{
    /// <summary>Admits a request and reserves what it may use, until <see cref="Settle"/>.</summary>
    /// <returns>The number of tokens that it may generate, at least 1 and at most those that it asks for.</returns>
    /// <exception cref="QuotaExceededException">A limit refuses it; nothing is reserved.</exception>
    int Admit(RequestDemand demand);

    /// <summary>Ends the reservation of a request and charges what it used; does nothing for one that was not admitted here.</summary>
    void Settle(RequestRecord record);
}
