using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Inference.Engine;

/// <summary>Admits every request; for an engine without quotas.</summary>
internal sealed class OpenAdmission : IRequestAdmission
{
    public int Admit(RequestDemand demand) => demand.MaxNewTokens;

    public void Settle(RequestRecord record)
    {
    }
}
