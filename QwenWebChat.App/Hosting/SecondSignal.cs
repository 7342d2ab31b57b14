using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Ends the process at once when it is told to stop a second time (SIGTERM, Ctrl+C). The first time the host stops in order,
/// which a request under way can hold up.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public SecondSignal() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            // Not Environment.Exit, which waits for the very threads that do not end.
            using Process self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
