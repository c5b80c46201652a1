using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;

namespace Settlement.KafkaSuite.Wire;

/// <summary>Reads what <see cref="WireWriter"/> writes.</summary>
internal sealed class WireReader(byte[] bytes, bool flexible = false)
{
    private int _at;

    public int Remaining => bytes.Length - _at;

    public sbyte Int8() => (sbyte)Take(1)[0];

    public bool Bool() => Int8() != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public ErrorCode Error() => (ErrorCode)Int16();

    public uint UnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(1)[0];
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    public long Varlong()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    public string? String()
    {
        var length = flexible ? (int)UnsignedVarint() - 1 : Int16();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public byte[]? Bytes()
    {
        var length = flexible ? (int)UnsignedVarint() - 1 : Int32();
        return length < 0 ? null : Take(length).ToArray();
    }

    public IReadOnlyList<T> Array<T>(Func<T> read)
    {
        var count = flexible ? (int)UnsignedVarint() - 1 : Int32();
        return [.. Enumerable.Range(0, Math.Max(0, count)).Select(_ => read())];
    }

    public void Tags()
    {
        if (!flexible)
            return;
        for (var left = UnsignedVarint(); left > 0; left--)
        {
            UnsignedVarint();
            Take((int)UnsignedVarint());
        }
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > Remaining)
            throw new InvalidDataException($"{length} bytes are asked for at {_at} of {bytes.Length}");
        _at += length;
        return bytes.AsSpan(_at - length, length);
    }
}
