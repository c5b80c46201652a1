using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Settlement.Postgres.Tests.Support;

/// <summary>
/// A TCP proxy before PostgreSQL. Faults: it loses the answer of one COMMIT (the server has done it), loses one COMMIT itself (the server
/// never sees it), or refuses everything. The product must survive each of them without a second result and without a lost one.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private int _fault;

    internal CuttingProxy(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        (_host, _port) = (target.Host!, target.Port);
        _listener.Start();
        target.Host = "127.0.0.1";
        target.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        target.SslMode = SslMode.Disable;
        ConnectionString = target.ConnectionString;
        _accepting = AcceptAsync();
    }

    public enum Fault
    {
        None,
        LoseAnswer,
        LoseCommit,
    }

    internal string ConnectionString { get; }

    /// <summary>Faults that have happened.</summary>
    internal int Cuts { get; private set; }

    /// <summary>While true, connections are closed as soon as they are made.</summary>
    internal bool IsDown { get; set; }

    /// <summary>Strikes at the next COMMIT, once.</summary>
    internal void Arm(Fault fault) => Volatile.Write(ref _fault, (int)fault);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var relays = new List<Task>();
        try
        {
            while (true)
                relays.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        {
            if (IsDown)
                return;
            using var server = new TcpClient();
            await server.ConnectAsync(_host, _port);
            var answer = new Answer();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var forth = CopyAsync(client, server, bytes => Strike(bytes, answer), ended);
            var back = CopyAsync(server, client, _ => !answer.IsLost, ended);
            await Task.WhenAll(forth, back);
        }
    }

    /// <summary>False to cut the connection before these bytes are passed on.</summary>
    private bool Strike(ReadOnlySpan<byte> bytes, Answer answer)
    {
        if (bytes.IndexOf("COMMIT\0"u8) < 0)
            return true;
        var fault = (Fault)Interlocked.Exchange(ref _fault, (int)Fault.None);
        if (fault != Fault.None)
            Cuts++;
        answer.IsLost = fault == Fault.LoseAnswer;
        return fault != Fault.LoseCommit;
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, Filter pass, CancellationTokenSource ended)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, ended.Token)) > 0 && pass(buffer.AsSpan(0, read)))
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), ended.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has gone; the other is cut below.
        }

        await ended.CancelAsync();
    }

    private sealed class Answer
    {
        internal volatile bool IsLost;
    }

    private delegate bool Filter(ReadOnlySpan<byte> bytes);
}
