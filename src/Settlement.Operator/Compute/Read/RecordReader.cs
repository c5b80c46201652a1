namespace Settlement.Operator.Compute.Read;

/// <summary>Reads a stream record by record through one buffer; the stream's size does not matter. Not safe for concurrent use.</summary>
internal abstract class RecordReader(Stream stream)
{
    /// <summary>Longest record, in bytes. Kafka's own default limit is the same.</summary>
    public const int MaxLength = 1024 * 1024;

    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private long _consumed;
    private bool _isAtEnd;

    /// <summary>Where the record is that was read last, for people: behind the file's name: <c>:17</c>, or <c>: record 17 at byte 1920</c>.</summary>
    public abstract string Place { get; }

    /// <summary>Offset in the stream of the next byte to be taken.</summary>
    protected long Position => _consumed + _start;

    /// <summary>Bytes that are here and not taken yet.</summary>
    protected ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads the next record. The value is valid until the next call.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="TradeInputException">The stream ends within a record, or a record is too long.</exception>
    public abstract bool TryRead(out ReadOnlySpan<byte> value);

    /// <summary>Brings more bytes into <see cref="Available"/>.</summary>
    /// <returns>False when there are no more.</returns>
    protected bool TryFill()
    {
        if (_isAtEnd)
            return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _consumed += _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _isAtEnd = count == 0;
        return !_isAtEnd;
    }

    /// <summary>Takes bytes off <see cref="Available"/>.</summary>
    protected ReadOnlySpan<byte> Take(int length)
    {
        var taken = _buffer.AsSpan(_start, length);
        _start += length;
        return taken;
    }
}
