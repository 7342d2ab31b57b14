using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Ends the process at once on the second stop signal (SIGTERM, Ctrl+C). The first signal stops the host in order, which an
/// active request can delay.
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
            // Does not use Environment.Exit, which waits for the threads that do not end.
            using Process self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
