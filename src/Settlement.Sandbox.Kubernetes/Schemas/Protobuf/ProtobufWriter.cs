using System.Buffers.Binary;
using System.Text;

namespace Settlement.Sandbox.Kubernetes.Schemas.Protobuf;

/// <summary>Writes Protobuf's wire format.</summary>
internal sealed class ProtobufWriter
{
    private byte[] _buffer = new byte[1024];
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Varint(int field, long value)
    {
        Tag(field, 0);
        Varint(unchecked((ulong)value));
    }

    public void Double(int field, double value)
    {
        Tag(field, 1);
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_length), value);
        _length += 8;
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2);
        Varint((ulong)value.Length);
        Raw(value);
    }

    public void Text(int field, string value)
    {
        Tag(field, 2);
        var count = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)count);
        Reserve(count);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    /// <summary>Begins a message within the message.</summary>
    /// <returns>To be given to <see cref="End"/>.</returns>
    public int Begin(int field)
    {
        Tag(field, 2);
        Reserve(1);
        return ++_length;
    }

    /// <summary>Ends it: puts its length, for which one byte was kept, before it.</summary>
    public void End(int start)
    {
        var size = (ulong)(_length - start);
        var more = 0;
        for (var rest = size >> 7; rest > 0; rest >>= 7)
        {
            more++;
        }

        Reserve(more);
        _buffer.AsSpan(start, (int)size).CopyTo(_buffer.AsSpan(start + more));
        var end = _length + more;
        _length = start - 1;
        Varint(size);
        _length = end;
    }

    /// <summary>Writes over four bytes written before: the length of a frame.</summary>
    public void Patch(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(at), value);

    private void Tag(int field, int wire) => Varint(((ulong)field << 3) | (uint)wire);

    private void Varint(ulong value)
    {
        Reserve(10);
        while (value > 0x7f)
        {
            _buffer[_length++] = (byte)((value & 0x7f) | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }
    }
}
