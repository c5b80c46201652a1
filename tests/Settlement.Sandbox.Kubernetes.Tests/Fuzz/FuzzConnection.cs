using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Settlement.Sandbox.Kubernetes.Tests.Fuzz;

/// <summary>One connection that sends bytes as they are and reads answers. It blocks: a thread for each is quicker here than tasks.</summary>
internal sealed class FuzzConnection : IDisposable
{
    /// <summary>How long an answer may take on a busy machine.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SslStream _stream;
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    public FuzzConnection(Uri address)
    {
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)AnswerLimit.TotalMilliseconds;
        _socket.Connect(IPAddress.Loopback, address.Port);
        _stream = new SslStream(new NetworkStream(_socket), false, (_, certificate, _, _) => certificate is not null);
        _stream.AuthenticateAsClient("localhost");
    }

    /// <summary>Sends and waits for the answer.</summary>
    /// <exception cref="TimeoutException">None came within the limit.</exception>
    public FuzzResponse Send(FuzzRequest request)
    {
        try
        {
            _stream.Write(request.Bytes);
            if (request.Closes)
            {
                _stream.ShutdownAsync().GetAwaiter().GetResult();
                _socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (IOException)
        {
            // The server had enough before the end of a big request; its answer may still be there.
        }

        try
        {
            return Receive(request);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock })
        {
            throw new TimeoutException($"no answer within {AnswerLimit}: {request}", e);
        }
        catch (IOException)
        {
            return FuzzResponse.None;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private FuzzResponse Receive(FuzzRequest request)
    {
        var statusLine = Line();
        if (statusLine is null)
        {
            return FuzzResponse.None;
        }

        var code = int.Parse(statusLine.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var (length, chunked, closes, contentType) = (-1, false, request.Closes, "");
        while (Line() is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            var value = header[(colon + 1)..].Trim();
            switch (header[..colon].ToLowerInvariant())
            {
                case "content-length": length = int.Parse(value, CultureInfo.InvariantCulture); break;
                case "transfer-encoding": chunked = true; break;
                case "connection": closes |= value.Equals("close", StringComparison.OrdinalIgnoreCase); break;
                case "content-type": contentType = value; break;
            }
        }

        if (request.Method == "HEAD" || code is 204 or 304)
        {
            return new FuzzResponse(code, contentType, closes, default);
        }

        if (chunked && request.MayStream && code == 200)
        {
            return new FuzzResponse(code, contentType, true, default);
        }

        return chunked ? new FuzzResponse(code, contentType, closes, Chunks()) : new FuzzResponse(code, contentType, closes || length < 0, length > 0 ? Exactly(length) : default);
    }

    private byte[] Chunks()
    {
        using var body = new MemoryStream();
        while (Line() is { } size && int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
        {
            body.Write(Exactly(length));
            Line();
        }

        Line();
        return body.ToArray();
    }

    private byte[] Exactly(int length)
    {
        var body = new byte[length];
        for (var read = 0; read < length;)
        {
            if (_start == _end && !Fill())
            {
                throw new IOException("the answer is cut off");
            }

            var part = Math.Min(length - read, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(body.AsSpan(read));
            _start += part;
            read += part;
        }

        return body;
    }

    private string? Line()
    {
        var line = new StringBuilder();
        while (_start < _end || Fill())
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var part = at < 0 ? _end - _start : at;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, part));
            _start += at < 0 ? part : part + 1;
            if (at >= 0)
            {
                return line.ToString().TrimEnd('\r');
            }
        }

        return null;
    }

    private bool Fill()
    {
        _start = 0;
        _end = _stream.Read(_buffer);
        return _end > 0;
    }
}
