using System.Buffers;
using System.Buffers.Binary;

namespace Settlement.Domain.Book;

/// <summary>Writes fixed-size little-endian fields.</summary>
internal sealed class ImageWriter(int capacity)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    internal ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    internal void Byte(byte value) => Bytes([value]);

    internal void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    internal void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
    }

    internal void ULong(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(sizeof(ulong)), value);
        _buffer.Advance(sizeof(ulong));
    }

    internal void Wide(Int128 value)
    {
        BinaryPrimitives.WriteInt128LittleEndian(_buffer.GetSpan(16), value);
        _buffer.Advance(16);
    }

    internal void Bytes(ReadOnlySpan<byte> value) => _buffer.Write(value);

    internal void ShortText(ReadOnlySpan<byte> value)
    {
        Byte((byte)value.Length);
        Bytes(value);
    }
}

/// <summary>Reads what <see cref="ImageWriter"/> wrote; refuses whatever does not fit.</summary>
internal ref struct ImageReader(ReadOnlySpan<byte> image)
{
    private ReadOnlySpan<byte> _rest = image;

    internal readonly bool AtEnd => _rest.IsEmpty;

    internal static void Check(bool holds, string what)
    {
        if (!holds)
            throw new BookImageException($"The book's image is damaged: {what} cannot be.");
    }

    internal byte Byte() => Bytes(1)[0];

    internal int Int() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));

    internal long Long() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

    internal ulong ULong() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(sizeof(ulong)));

    internal Int128 Wide() => BinaryPrimitives.ReadInt128LittleEndian(Bytes(16));

    internal ReadOnlySpan<byte> ShortText() => Bytes(Byte());

    internal long NotNegative(string what)
    {
        var value = Long();
        Check(value >= 0, what);
        return value;
    }

    /// <summary>A number of elements that can still follow, so that a damaged one never makes a large allocation.</summary>
    internal int Count(string what, int elementSize, int most = int.MaxValue)
    {
        var count = Int();
        Check(count >= 0 && count <= most && count <= _rest.Length / elementSize, what);
        return count;
    }

    internal ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _rest.Length)
            throw new BookImageException("The book's image is damaged: it ends too early.");
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
