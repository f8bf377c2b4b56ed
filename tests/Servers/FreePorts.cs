using System.Net;
using System.Net.Sockets;

namespace Maas.Servers;

/// <summary>
/// Loopback ports for programs that must be told theirs. They lie below the ones that systems give to outgoing connections and to whoever asks for
/// any, and this process hands none out twice soon, so nobody takes one between the look and the program's start.
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 20_000;

    /// <summary>Where this process begins, so that two that look at the same time seldom look at the same port.</summary>
    private static int s_handedOut = Environment.ProcessId * 101;

    /// <exception cref="InvalidOperationException">Every port of the range is taken.</exception>
    public static int Next()
    {
        for (var looks = 0; looks < Count; looks++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_handedOut) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"None of the ports from {First} to {First + Count - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
