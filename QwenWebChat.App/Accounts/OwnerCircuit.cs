using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace QwenWebChat.App.Accounts;

/// <summary>Tells a circuit whose it is, before its components run.</summary>
internal sealed class OwnerCircuit(CurrentOwner owner, AuthenticationStateProvider authentication) : CircuitHandler
{
    // Before the handlers that show or count something.
    public override int Order => -1;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) =>
        owner.Set((await authentication.GetAuthenticationStateAsync().ConfigureAwait(false)).User);
}
