using System.Buffers.Binary;

namespace Settlement.Sandbox.Kubernetes.Schemas.Protobuf;

/// <summary>Bytes that are no message; the text is the machinery's.</summary>
internal sealed class ProtobufException(string message) : Exception(message);

/// <summary>Reads Protobuf's wire format field by field. Never reads past its span, whatever the bytes say.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>How its value is written: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.</summary>
    public int Wire { get; private set; }

    /// <summary>The value of wire types 0, 1 and 5.</summary>
    public ulong Number { get; private set; }

    /// <summary>The value of wire type 2.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _at;

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (_at >= _message.Length)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3 & 0x1fffffff);
        Wire = (int)(tag & 7);
        if (Field == 0)
        {
            throw new ProtobufException($"proto: illegal tag 0 (wire type {Wire})");
        }

        switch (Wire)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                var length = Varint();
                Bytes = Take(length > int.MaxValue ? int.MaxValue : (int)length);
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new ProtobufException($"proto: illegal wireType {Wire}");
        }

        return true;
    }

    /// <summary>The bytes of a field that must have length and bytes.</summary>
    public readonly ReadOnlySpan<byte> Expect(string name) => Wire == 2 ? Bytes : throw Wrong(name);

    public readonly long Whole(string name) => Wire == 0 ? unchecked((long)Number) : throw Wrong(name);

    public readonly ProtobufException Wrong(string name) => new($"proto: wrong wireType = {Wire} for field {(name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..])}");

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new ProtobufException("proto: integer overflow");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _message.Length - _at)
        {
            throw new ProtobufException("unexpected EOF");
        }

        var taken = _message.Slice(_at, count);
        _at += count;
        return taken;
    }
}
