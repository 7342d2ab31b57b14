using System.Net;
using System.Net.Sockets;

namespace QwenWebChat.Tests.Hosting;

/// <summary>
/// Loopback ports for servers that are given their port: free now, each returned once, and below the range from which
/// systems choose ports themselves, so that no other connection of the tests gets one meanwhile.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 10_000;

    // Runs at the same time begin at different places.
    private static int _next = Environment.ProcessId * 31 % Count;

    public static int Next()
    {
        while (true)
        {
            int port = First + (Interlocked.Increment(ref _next) % Count);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use; the next one.
            }
        }
    }
}
