using System.Buffers;

namespace Settlement.Operator.Compute.Result;

/// <summary>Writes to a stream through one buffer.</summary>
internal sealed class StreamBufferWriter(Stream stream) : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _length < Math.Max(sizeHint, 1))
            Flush(sizeHint);
        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Dispose() => Flush(0);

    private void Flush(int sizeHint)
    {
        stream.Write(_buffer, 0, _length);
        _length = 0;
        if (sizeHint > _buffer.Length)
            _buffer = new byte[sizeHint];
    }
}
