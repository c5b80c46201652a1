namespace Settlement.Operator.Compute.Read;

/// <summary>Length-delimited Protobuf: before each record its length as a varint, as <c>writeDelimitedTo</c> has it.</summary>
internal sealed class MessageReader(Stream stream) : RecordReader(stream)
{
    private long _record;
    private long _at;

    /// <inheritdoc/>
    public override string Place => FormattableString.Invariant($": record {_record} at byte {_at}");

    /// <inheritdoc/>
    public override bool TryRead(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Available.IsEmpty && !TryFill())
            return false;
        _record++;
        _at = Position;
        var length = Length();
        while (Available.Length < length)
        {
            if (!TryFill())
                throw new TradeInputException($"{Place}: the file ends within it; {length} bytes were announced, {Available.Length} are there.");
        }

        value = Take(length);
        return true;
    }

    private int Length()
    {
        var length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (Available.IsEmpty && !TryFill())
                throw new TradeInputException($"{Place}: the file ends within its length.");
            var next = Take(1)[0];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
                return length <= MaxLength ? length : throw TooLong();
        }

        throw TooLong();
    }

    private TradeInputException TooLong() =>
        new($"{Place}: its length is not one of a record, {MaxLength} bytes at most. The file is not length-delimited Protobuf, or is damaged.");
}
