using Microsoft.AspNetCore.Components.Server.Circuits;

namespace QwenWebChat.App.Hosting;

/// <summary>Has its circuit counted while it lives, and ends one beyond the limit before it shows anything.</summary>
internal sealed class CountedCircuit(CircuitLimit limit) : CircuitHandler, IDisposable
{
    private bool _isCounted;

    /// <exception cref="InvalidOperationException">There are as many as there may be; the page says that it failed and offers to reload.</exception>
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        // Pages that are asked for at once are served before the first of them opens its circuit.
        _isCounted = limit.TryAdd();
        return _isCounted ? Task.CompletedTask : throw new InvalidOperationException($"There are {limit.MaxCount} circuits, as many as Hosting:MaxCircuits allows.");
    }

    /// <summary>The circuit has ended, and with it its services.</summary>
    public void Dispose()
    {
        if (_isCounted)
        {
            limit.Remove();
        }
    }
}
