using Microsoft.AspNetCore.Components.Server.Circuits;

namespace QwenWebChat.App.Components.Localization;

/// <summary>Whatever the browser raises is handled in the circuit's present language, not in that of its first request.</summary>
internal sealed class CultureCircuitHandler(CircuitCulture culture) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            culture.Enter();
            await next(context);
        };
}
