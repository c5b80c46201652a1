using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Settlement.Sandbox.Kafka.Wire;

namespace Settlement.Sandbox.Kafka.Server;

/// <summary>One client's connection: one loop reads frames, one sends replies in the order of the requests.</summary>
internal sealed class Connection(Socket socket, Dispatcher dispatcher, int frameBytesMax, ILogger logger) : IDisposable
{
    /// <summary>So many requests may wait for their replies; then nothing more is read.</summary>
    private const int InFlightMax = 64;

    private const int FirstRead = 64 * 1024;

    private readonly Channel<Request> _replies = Channel.CreateBounded<Request>(new BoundedChannelOptions(InFlightMax) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _closed = new();
    private readonly string _peer = socket.RemoteEndPoint?.ToString() ?? "nowhere";

    /// <summary>The requests that wait behind one that is held back, with what meets them; null while none is. The actor's.</summary>
    public Queue<(Request Request, Action Meet)>? Behind { get; set; }

    public bool IsClosed => _closed.IsCancellationRequested;

    /// <summary>Ends the connection from any thread, without a word.</summary>
    public void Abort() => _closed.Cancel();

    /// <summary>Serves the client until one side ends it.</summary>
    public async Task ServeAsync()
    {
        var sending = SendAsync();
        try
        {
            await ReceiveAsync(_closed.Token).ConfigureAwait(false);
        }
        catch (MalformedRequestException error)
        {
            Log.Malformed(logger, _peer, error.Message);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client or the broker ended it.
        }
        finally
        {
            await _closed.CancelAsync().ConfigureAwait(false);
            _replies.Writer.TryComplete();
            await sending.ConfigureAwait(false);
            socket.Dispose();
            dispatcher.Closed(this);
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _closed.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        var size = new byte[4];
        while (await FillAsync(size, 0, 4, cancellation).ConfigureAwait(false))
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(size);
            if (length < 8 || length > frameBytesMax)
            {
                throw new MalformedRequestException($"A frame of {length} bytes; from 8 to {frameBytesMax} are allowed");
            }

            var frame = await FrameAsync(length, cancellation).ConfigureAwait(false);
            if (frame is null)
            {
                return;
            }

            Request? request = null;
            try
            {
                request = dispatcher.Read(this, frame, length, out var handle);
                await _replies.Writer.WriteAsync(request, cancellation).ConfigureAwait(false);
                handle();
            }
            catch
            {
                if (request is null)
                {
                    ArrayPool<byte>.Shared.Return(frame);
                }
                else
                {
                    request.ReleaseFrame();
                }

                throw;
            }
        }
    }

    /// <summary>Memory grows with the bytes that came, not with the length that was promised.</summary>
    private async Task<byte[]?> FrameAsync(int length, CancellationToken cancellation)
    {
        var frame = ArrayPool<byte>.Shared.Rent(Math.Min(length, FirstRead));
        var filled = 0;
        while (true)
        {
            var until = Math.Min(length, frame.Length);
            if (!await FillAsync(frame, filled, until - filled, cancellation).ConfigureAwait(false))
            {
                ArrayPool<byte>.Shared.Return(frame);
                return null;
            }

            filled = until;
            if (filled == length)
            {
                return frame;
            }

            var bigger = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, 4L * filled));
            frame.AsSpan(0, filled).CopyTo(bigger);
            ArrayPool<byte>.Shared.Return(frame);
            frame = bigger;
        }
    }

    private async Task<bool> FillAsync(byte[] into, int offset, int count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            var read = await socket.ReceiveAsync(into.AsMemory(offset, count), SocketFlags.None, cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }

            offset += read;
            count -= read;
        }

        return true;
    }

    private async Task SendAsync()
    {
        var size = new byte[4];
        var pieces = new List<ArraySegment<byte>>();
        try
        {
            await foreach (var request in _replies.Reader.ReadAllAsync(_closed.Token).ConfigureAwait(false))
            {
                using var reply = await request.Reply.WaitAsync(_closed.Token).ConfigureAwait(false);
                if (reply is null)
                {
                    continue;
                }

                BinaryPrimitives.WriteInt32BigEndian(size, reply.Length);
                pieces.Clear();
                pieces.Add(size);
                pieces.AddRange(reply.Pieces());
                await SendAllAsync(pieces).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await _closed.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task SendAllAsync(List<ArraySegment<byte>> pieces)
    {
        // The vectored send takes no token: closing the socket ends it.
        using var end = _closed.Token.Register(socket.Dispose);
        while (pieces.Count > 0)
        {
            var sent = await socket.SendAsync(pieces.Count > VectorMax ? pieces.GetRange(0, VectorMax) : pieces, SocketFlags.None).ConfigureAwait(false);
            var whole = 0;
            while (whole < pieces.Count && sent >= pieces[whole].Count)
            {
                sent -= pieces[whole++].Count;
            }

            pieces.RemoveRange(0, whole);
            if (sent > 0)
            {
                pieces[0] = pieces[0][sent..];
            }
        }
    }

    private const int VectorMax = 512;
}
