using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Settlement.Sandbox.Services;

/// <summary>
/// Free ports on 127.0.0.1. They are taken below the range that the kernel gives to outgoing connections, so that no
/// client of this machine can sit on one between the check and the server's start.
/// </summary>
internal static class LoopbackPort
{
    private const int Lowest = 20_000;
    private const int Highest = 32_000;
    private const int Attempts = 200;

    /// <summary>A port that is free now.</summary>
    public static int Free()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (IsFree(port))
                return port;
        }
        throw new SandboxException($"No free port on 127.0.0.1 between {Lowest} and {Highest} in {Attempts} attempts: stop what listens there.");
    }

    /// <summary>Whether a server could listen on a port now.</summary>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
