using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>Accepts connections on the loopback interface.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly HashSet<Connection> _connections = [];
    private readonly Lock _gate = new();
    private readonly int _frameBytesMax;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private Task _accepting = Task.CompletedTask;

    public Listener(int port, int frameBytesMax, ILogger logger)
    {
        _frameBytesMax = frameBytesMax;
        _logger = logger;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _socket.Listen(512);
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Start(Dispatcher dispatcher) => _accepting = AcceptAsync(dispatcher);

    /// <summary>Closes all connections; new ones are accepted.</summary>
    public void CloseConnections()
    {
        lock (_gate)
        {
            foreach (var connection in _connections)
            {
                connection.Abort();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        CloseConnections();
        _ending.Dispose();
    }

    private async Task AcceptAsync(Dispatcher dispatcher)
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var client = await _socket.AcceptAsync(_ending.Token).ConfigureAwait(false);
                client.NoDelay = true;
                _ = ServeAsync(new Connection(client, dispatcher, _frameBytesMax, _logger));
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A client that left before it was accepted, or the end.
            }
        }
    }

    private async Task ServeAsync(Connection connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
        }

        await connection.ServeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }
}
