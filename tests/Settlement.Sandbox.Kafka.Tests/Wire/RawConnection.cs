using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Settlement.KafkaSuite.Wire;

/// <summary>One connection that sends requests and reads the answers in their order, for what clients hide.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly string _clientId;
    private readonly Queue<(int Correlation, bool Flexible)> _unanswered = [];
    private int _correlation;

    private RawConnection(Socket socket, string clientId)
    {
        (_socket, _clientId) = (socket, clientId);
        _stream = new NetworkStream(socket);
    }

    public static async Task<RawConnection> OpenAsync(string address, string clientId)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPEndPoint.Parse(address), TestContext.Current.CancellationToken);
        return new RawConnection(socket, clientId);
    }

    /// <summary>Sends a request and reads its answer.</summary>
    public async Task<WireReader> CallAsync(ApiKey key, int version, Action<WireWriter> body, bool flexible = false)
    {
        await SendAsync(key, version, body, flexible);
        return await ReceiveAsync();
    }

    /// <summary>Sends a request; the answer, if there will be one, is read later.</summary>
    public async Task SendAsync(ApiKey key, int version, Action<WireWriter> body, bool flexible = false, bool answered = true)
    {
        var header = new WireWriter().Int16((short)key).Int16(version).Int32(++_correlation).String(_clientId);
        if (flexible)
            header.UnsignedVarint(0);
        var content = new WireWriter(flexible);
        body(content);
        await SendFrameAsync([.. header.Written.Span, .. content.Written.Span]);
        if (answered)
            _unanswered.Enqueue((_correlation, flexible));
    }

    /// <summary>Sends bytes as one frame.</summary>
    public async Task SendFrameAsync(byte[] frame)
    {
        var sized = new byte[frame.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(sized, frame.Length);
        frame.CopyTo(sized, 4);
        await _stream.WriteAsync(sized, TestContext.Current.CancellationToken);
    }

    /// <summary>Reads the answer to the oldest request that has none.</summary>
    /// <exception cref="EndOfStreamException">The broker closed the connection.</exception>
    public async Task<WireReader> ReceiveAsync()
    {
        var (correlation, flexible) = _unanswered.Dequeue();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(AnswerTimeout);
        var size = new byte[4];
        await _stream.ReadExactlyAsync(size, patience.Token);
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        await _stream.ReadExactlyAsync(frame, patience.Token);
        var reader = new WireReader(frame, flexible);
        Assert.Equal(correlation, reader.Int32());
        reader.Tags();
        return reader;
    }

    /// <summary>Whether an answer has begun to arrive.</summary>
    public bool HasAnswer => _socket.Available > 0;

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }
}
