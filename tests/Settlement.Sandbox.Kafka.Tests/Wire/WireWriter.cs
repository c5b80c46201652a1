using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Settlement.KafkaSuite.Wire;

/// <summary>Writes the protocol's types; a flexible message has compact lengths and tag sections. Independent of the broker's own codec.</summary>
internal sealed class WireWriter(bool flexible = false)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public WireWriter Int8(int value) => Raw([unchecked((byte)value)]);

    public WireWriter Bool(bool value) => Int8(value ? 1 : 0);

    public WireWriter Int16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(2), (short)value);
        _buffer.Advance(2);
        return this;
    }

    public WireWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public WireWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    public WireWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _buffer.Write(bytes);
        return this;
    }

    public WireWriter UnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Int8((byte)((value & 0x7f) | 0x80));
            value >>= 7;
        }
        return Int8((byte)value);
    }

    /// <summary>A zigzag number, as inside of records.</summary>
    public WireWriter Varlong(long value)
    {
        var zigzag = (ulong)((value << 1) ^ (value >> 63));
        while (zigzag >= 0x80)
        {
            Int8((byte)((zigzag & 0x7f) | 0x80));
            zigzag >>= 7;
        }
        return Int8((byte)zigzag);
    }

    public WireWriter String(string? value)
    {
        if (flexible)
            UnsignedVarint(value is null ? 0 : (uint)Encoding.UTF8.GetByteCount(value) + 1);
        else
            Int16(value is null ? -1 : Encoding.UTF8.GetByteCount(value));
        return Raw(Encoding.UTF8.GetBytes(value ?? ""));
    }

    public WireWriter Bytes(ReadOnlySpan<byte> value)
    {
        if (flexible)
            UnsignedVarint((uint)value.Length + 1);
        else
            Int32(value.Length);
        return Raw(value);
    }

    public WireWriter Array<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        if (flexible)
            UnsignedVarint((uint)items.Count + 1);
        else
            Int32(items.Count);
        foreach (var item in items)
            write(item);
        return this;
    }

    /// <summary>The end of a structure; empty where the message is not flexible.</summary>
    public WireWriter Tags() => flexible ? UnsignedVarint(0) : this;
}
