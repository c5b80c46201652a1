using System.Buffers.Binary;
using System.Text;

namespace Settlement.Sandbox.Kafka.Wire;

/// <summary>Reads the fields of a request, in the classic or the flexible encoding. Lengths are believed only as far as there are bytes.</summary>
internal sealed class WireReader(ReadOnlyMemory<byte> bytes, bool flexible)
{
    /// <summary>All arrays of one request together: enough for every partition of a big cluster, few enough to be held in memory.</summary>
    private const int ElementsMax = 500_000;

    private int _position;
    private int _elements;

    public bool Flexible { get; } = flexible;

    public int Remaining => bytes.Length - _position;

    public sbyte Int8() => (sbyte)Take(1)[0];

    public bool Bool() => Take(1)[0] != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public Guid Uuid() => new(Take(16), bigEndian: true);

    public string String() => NullableString() ?? throw new MalformedRequestException("A text is null where it must not be");

    public string? NullableString()
    {
        var length = Flexible ? CompactLength() : Int16();
        return length < 0 ? null : Text(length);
    }

    /// <summary>A text with a length of two bytes, as the header has it in all versions.</summary>
    public string? ClassicNullableString()
    {
        var length = Int16();
        return length < 0 ? null : Text(length);
    }

    public ReadOnlyMemory<byte> Bytes() => NullableBytes() ?? default;

    public ReadOnlyMemory<byte>? NullableBytes()
    {
        var length = Flexible ? CompactLength() : Int32();
        if (length < 0)
        {
            return null;
        }

        Need(length);
        var slice = bytes.Slice(_position, length);
        _position += length;
        return slice;
    }

    public List<T> Array<T>(Func<WireReader, T> element) => NullableArray(element) ?? [];

    public List<T>? NullableArray<T>(Func<WireReader, T> element)
    {
        var length = Flexible ? CompactLength() : Int32();
        if (length < 0)
        {
            return null;
        }

        // Every element has at least one byte.
        Need(length);
        _elements += length;
        if (_elements > ElementsMax)
        {
            throw new MalformedRequestException($"The arrays of one request have more than {ElementsMax} elements");
        }

        var list = new List<T>(Math.Min(length, 64));
        for (var i = 0; i < length; i++)
        {
            list.Add(element(this));
        }

        return list;
    }

    /// <summary>Skips the tagged fields at the end of a structure, which only the flexible encoding has.</summary>
    public void Tags()
    {
        if (!Flexible)
        {
            return;
        }

        for (var count = UnsignedVarInt(); count > 0; count--)
        {
            UnsignedVarInt();
            var size = UnsignedVarInt();
            if (size > int.MaxValue)
            {
                throw new MalformedRequestException($"A tagged field says it has {size} bytes");
            }

            Take((int)size);
        }
    }

    private int CompactLength()
    {
        var length = UnsignedVarInt();
        return length > int.MaxValue ? throw new MalformedRequestException($"A length of {length}") : (int)length - 1;
    }

    private uint UnsignedVarInt()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Take(1)[0];
            if (shift == 28 && part > 0x0f)
            {
                break;
            }

            value |= (uint)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new MalformedRequestException("A number of variable length does not end");
    }

    private string Text(int length)
    {
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedRequestException("A text is not UTF-8");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        Need(length);
        var slice = bytes.Span.Slice(_position, length);
        _position += length;
        return slice;
    }

    private void Need(int length)
    {
        if (length > Remaining)
        {
            throw new MalformedRequestException($"A field at byte {_position} says {length}, but only {Remaining} bytes are left");
        }
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
}
