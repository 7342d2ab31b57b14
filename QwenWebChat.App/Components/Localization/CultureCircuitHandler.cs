using Microsoft.AspNetCore.Components.Server.Circuits;

namespace QwenWebChat.App.Components.Localization;

/// <summary>Handles browser events in the circuit's current language instead of the language of its first request.</summary>
internal sealed class CultureCircuitHandler(CircuitCulture culture) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            culture.Enter();
            await next(context);
        };
}
