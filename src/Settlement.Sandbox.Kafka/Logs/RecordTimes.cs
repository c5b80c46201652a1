namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>Looks into a batch for the times of its records. A compressed batch stays closed: it counts as one.</summary>
internal static class RecordTimes
{
    /// <summary>The first record of this time or later; of a compressed batch, the batch's first.</summary>
    public static (long Offset, long Timestamp) FirstSince(BatchEntry entry, ReadOnlySpan<byte> bytes, long timestamp, long notBefore)
    {
        var batch = new RecordBatch(bytes);
        if (!batch.IsCompressed)
        {
            var records = new RecordCursor(bytes[RecordBatch.HeaderBytes..]);
            while (records.Next(out var timestampDelta, out var offsetDelta))
            {
                // The records are the client's own words, so their sums may be anything.
                var (offset, time) = unchecked((entry.BaseOffset + offsetDelta, batch.BaseTimestamp + timestampDelta));
                if (time >= timestamp && offset >= notBefore && offset <= entry.LastOffset)
                {
                    return (offset, time);
                }
            }
        }

        return (Math.Max(entry.BaseOffset, notBefore), batch.MaxTimestamp);
    }

    private ref struct RecordCursor(ReadOnlySpan<byte> records)
    {
        private ReadOnlySpan<byte> _left = records;

        /// <summary>Steps to the next record; false at the end, or where the bytes are no records.</summary>
        public bool Next(out long timestampDelta, out long offsetDelta)
        {
            (timestampDelta, offsetDelta) = (0, 0);
            if (!VarInt(ref _left, out var length) || length < 1 || length > _left.Length)
            {
                return false;
            }

            var record = _left[1..(int)length];
            _left = _left[(int)length..];
            return VarInt(ref record, out timestampDelta) && VarInt(ref record, out offsetDelta);
        }

        private static bool VarInt(ref ReadOnlySpan<byte> from, out long value)
        {
            ulong raw = 0;
            for (var i = 0; i < from.Length && i < 10; i++)
            {
                raw |= (ulong)(from[i] & 0x7f) << (7 * i);
                if (from[i] < 0x80)
                {
                    from = from[(i + 1)..];
                    value = (long)(raw >> 1) ^ -(long)(raw & 1);
                    return true;
                }
            }

            value = 0;
            return false;
        }
    }
}
