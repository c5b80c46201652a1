using System.Net;
using System.Net.Sockets;

namespace Settlement.EndToEnd.Support;

/// <summary>
/// An address at which a server appears later: connections are refused until <see cref="Appear"/>, and then handed on to the real one. The port is reserved from the
/// beginning: it is bound, and not listened on.
/// </summary>
internal sealed class LateServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private Task _accepting = Task.CompletedTask;

    /// <param name="host">Where the real server is.</param>
    /// <param name="port">Its port.</param>
    public LateServer(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>The server is there from now on.</summary>
    public void Appear()
    {
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> relays = [];
        try
        {
            while (true)
                relays.Add(RelayAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(_host, _port, _stop.Token);
                await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Whoever is at the other end sees the connection close, and acts on it.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        await using var source = new NetworkStream(from);
        await using var target = new NetworkStream(to);
        try
        {
            await source.CopyToAsync(target, _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has hung up, or the test is over: the relay closes both.
        }
    }
}
