using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Settlement.Sandbox.Kafka.Wire;

/// <summary>
/// Writes a response, in the classic or the flexible encoding. Record batches are linked, not copied: the log's memory goes to the socket as it is.
/// </summary>
internal sealed class WireWriter(bool flexible) : IDisposable
{
    private readonly List<ArraySegment<byte>> _done = [];
    private readonly List<byte[]> _rented = [];
    private byte[] _buffer = [];
    private int _start;
    private int _position;

    public bool Flexible { get; } = flexible;

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    public WireWriter Int8(sbyte value)
    {
        Reserve(1)[0] = (byte)value;
        return this;
    }

    public WireWriter Bool(bool value) => Int8(value ? (sbyte)1 : (sbyte)0);

    public WireWriter Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);
        return this;
    }

    public WireWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);
        return this;
    }

    public WireWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);
        return this;
    }

    public WireWriter Uuid(Guid value)
    {
        value.TryWriteBytes(Reserve(16), bigEndian: true, out _);
        return this;
    }

    public WireWriter Error(ErrorCode code) => Int16((short)code);

    public WireWriter String(string? value)
    {
        if (value is null)
        {
            return Flexible ? UnsignedVarInt(0) : Int16(-1);
        }

        var size = Encoding.UTF8.GetByteCount(value);
        _ = Flexible ? UnsignedVarInt((uint)size + 1) : Int16(checked((short)size));
        Encoding.UTF8.GetBytes(value, Reserve(size));
        return this;
    }

    public WireWriter Bytes(ReadOnlySpan<byte> value)
    {
        BytesLength(value.Length);
        value.CopyTo(Reserve(value.Length));
        return this;
    }

    /// <summary>A byte field made of pieces of memory that will not change any more.</summary>
    public WireWriter LinkedBytes(IReadOnlyList<ArraySegment<byte>> pieces)
    {
        var size = 0;
        foreach (var piece in pieces)
        {
            size += piece.Count;
        }

        BytesLength(size);
        Cut();
        _done.AddRange(pieces);
        Length += size;
        return this;
    }

    public WireWriter Array<T>(IReadOnlyCollection<T> items, Action<WireWriter, T> element)
    {
        ArrayLength(items.Count);
        foreach (var item in items)
        {
            element(this, item);
        }

        return this;
    }

    public WireWriter ArrayLength(int count) => Flexible ? UnsignedVarInt((uint)count + 1) : Int32(count);

    public WireWriter NullArray() => Flexible ? UnsignedVarInt(0) : Int32(-1);

    /// <summary>The end of a structure: no tagged fields.</summary>
    public WireWriter Tags() => Flexible ? UnsignedVarInt(0) : this;

    public WireWriter UnsignedVarInt(uint value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)((value & 0x7f) | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
        return this;
    }

    /// <summary>All that was written, in order. Nothing may be written afterwards.</summary>
    public List<ArraySegment<byte>> Pieces()
    {
        Cut();
        return _done;
    }

    public void Dispose()
    {
        foreach (var buffer in _rented)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _rented.Clear();
        _buffer = [];
        _start = _position = 0;
    }

    private void BytesLength(int size) => _ = Flexible ? UnsignedVarInt((uint)size + 1) : Int32(size);

    private Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _position < size)
        {
            Cut();
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(size, Math.Min(1024 << Math.Min(_rented.Count, 6), 64 * 1024)));
            _rented.Add(_buffer);
            _start = _position = 0;
        }

        var span = _buffer.AsSpan(_position, size);
        _position += size;
        Length += size;
        return span;
    }

    private void Cut()
    {
        if (_position > _start)
        {
            _done.Add(new ArraySegment<byte>(_buffer, _start, _position - _start));
            _start = _position;
        }
    }
}
