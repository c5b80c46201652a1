using Settlement.Engine.Ports;

namespace Settlement.Postgres.Trades;

/// <summary>Cuts the byte stream of a binary COPY into tuples and fills batches with them.</summary>
internal sealed class TradeRows(Stream stream, TradeRow row)
{
    // Signature (11), flags (4) and the length of an extension (4), which PostgreSQL leaves empty.
    private const int HeaderLength = 19;

    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _hasHeader;
    private long _sequence;

    /// <summary>Fills the batch; false when nothing was left.</summary>
    internal async Task<bool> FillAsync(TradeBatch batch, CancellationToken cancellationToken)
    {
        batch.Count = 0;
        if (!_hasHeader)
        {
            while (_end < HeaderLength)
                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            _start = HeaderLength;
            _hasHeader = true;
        }

        while (batch.Count < batch.Records.Length)
        {
            var length = Take(batch);
            if (length < 0)
                return batch.Count > 0;
            if (length == 0)
                await ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }

        return batch.Count > 0;
    }

    /// <summary>Takes complete tuples from the buffer; 0 when more bytes are needed, -1 at the end.</summary>
    private int Take(TradeBatch batch)
    {
        while (batch.Count < batch.Records.Length)
        {
            var left = _buffer.AsSpan(_start, _end - _start);
            var length = row.Split(left);
            if (length <= 0)
                return length;
            row.Decode(left, ++_sequence, ref batch.Records[batch.Count]);
            batch.Count++;
            _start += length;
        }

        return 1;
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var received = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        if (received == 0)
            throw new EndOfStreamException("The rows ended before the end marker.");
        _end += received;
    }
}
