using Microsoft.AspNetCore.Components.Server.Circuits;

namespace QwenWebChat.App.Hosting;

/// <summary>Counts its circuit while it exists, and ends a circuit above the limit before it shows anything.</summary>
internal sealed class CountedCircuit(CircuitLimit limit) : CircuitHandler, IDisposable
{
    private bool _isCounted;

    /// <exception cref="InvalidOperationException">The maximum number of circuits is open. The page reports an error and
    /// offers to reload.</exception>
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        // Pages requested at the same time are all served before the first opens its circuit.
        _isCounted = limit.TryAdd();
        return _isCounted ? Task.CompletedTask : throw new InvalidOperationException($"The maximum of {limit.MaxCount} circuits (Hosting:MaxCircuits) is reached.");
    }

    /// <summary>Called when the circuit and its services end.</summary>
    public void Dispose()
    {
        if (_isCounted)
        {
            limit.Remove();
        }
    }
}
