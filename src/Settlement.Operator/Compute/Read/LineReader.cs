namespace Settlement.Operator.Compute.Read;

/// <summary>NDJSON: one record per line, ended by <c>\n</c> or <c>\r\n</c>; empty lines are skipped.</summary>
internal sealed class LineReader(Stream stream) : RecordReader(stream)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private long _line;

    /// <inheritdoc/>
    public override string Place => FormattableString.Invariant($":{_line}");

    /// <inheritdoc/>
    public override bool TryRead(out ReadOnlySpan<byte> value)
    {
        while (TryReadLine(out var line))
        {
            value = line.Trim(" \t\r"u8);
            if (!value.IsEmpty)
                return true;
        }

        value = default;
        return false;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var length = Available[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Begin(Take(searched + length + 1)[..^1]);
                return true;
            }

            searched = Available.Length;
            if (searched > MaxLength)
            {
                _line++;
                throw new TradeInputException($"{Place}: the line has more than {MaxLength} bytes; a line holds one record.");
            }

            if (!TryFill())
                break;
        }

        line = searched == 0 ? default : Begin(Take(searched));
        return searched > 0;
    }

    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> line) => _line++ == 0 && line.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
}
