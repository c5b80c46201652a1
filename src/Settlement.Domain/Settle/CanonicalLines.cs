using System.Buffers;
using System.Text;

namespace Settlement.Domain.Settle;

/// <summary>Takes canonical rows and hands them on line by line, so that a result need not be held as text.</summary>
internal sealed class CanonicalLines(CanonicalLines.Take take) : IBufferWriter<byte>
{
    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>Takes a line without its end; it is valid only during the call.</summary>
    internal delegate void Take(ReadOnlySpan<byte> line);

    internal static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line);

    public void Advance(int count)
    {
        _length += count;
        var start = 0;
        for (int end; (end = _buffer.AsSpan(start, _length - start).IndexOf((byte)'\n')) >= 0; start += end + 1)
            take(_buffer.AsSpan(start, end));
        if (start == 0)
            return;
        _buffer.AsSpan(start, _length - start).CopyTo(_buffer);
        _length -= start;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _length < Math.Max(sizeHint, 1))
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + sizeHint));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
