namespace Settlement.Kafka.Wire;

/// <summary>How a Protobuf field's value is laid out.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}

/// <summary>Reads Protobuf's wire format from a span. A read that fails leaves the reader where it is, so it is not at the end.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Field number and wire type; false at the end, and where no tag can be.</summary>
    internal bool TryReadTag(out uint number, out WireType wireType)
    {
        var before = _rest;
        if (TryReadVarint(out var tag) && tag is >= 1 << 3 and <= uint.MaxValue)
        {
            number = (uint)(tag >> 3);
            wireType = (WireType)(int)(tag & 7);
            return true;
        }

        _rest = before;
        (number, wireType) = (0, default);
        return false;
    }

    internal bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < _rest.Length && i < 10; i++)
        {
            ulong b = _rest[i];
            value |= (b & 0x7F) << (7 * i);
            if (b >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }

    internal bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        var before = _rest;
        if (TryReadVarint(out var length) && length <= (ulong)_rest.Length)
        {
            value = _rest[..(int)length];
            _rest = _rest[(int)length..];
            return true;
        }

        _rest = before;
        value = default;
        return false;
    }

    /// <summary>Passes over a value; false when it is cut, or of a type that proto3 does not have.</summary>
    internal bool TrySkip(WireType wireType) => wireType switch
    {
        WireType.Varint => TryReadVarint(out _),
        WireType.LengthDelimited => TryReadBytes(out _),
        WireType.Fixed64 => TrySkip(sizeof(ulong)),
        WireType.Fixed32 => TrySkip(sizeof(uint)),
        _ => false,
    };

    /// <summary>The signed number behind a sint64.</summary>
    internal static long ZigZag(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));

    private bool TrySkip(int length)
    {
        if (_rest.Length < length)
            return false;
        _rest = _rest[length..];
        return true;
    }
}
