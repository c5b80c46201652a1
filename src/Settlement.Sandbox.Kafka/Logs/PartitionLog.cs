using System.Buffers.Binary;

namespace Settlement.Sandbox.Kafka.Logs;

/// <summary>The batches of one partition in memory, from the start offset to the end offset.</summary>
internal sealed class PartitionLog
{
    /// <summary>There is one leader for ever, so clients need not compare epochs.</summary>
    private const int NoLeaderEpoch = -1;

    private const int SmallestSegment = 4 * 1024;
    private const int BiggestSegment = 4 * 1024 * 1024;

    private readonly List<Segment> _segments = [];

    public long StartOffset { get; private set; }

    /// <summary>The offset of the next record.</summary>
    public long EndOffset { get; private set; }

    /// <summary>The size of all batches that are kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>All batches that are kept, oldest first.</summary>
    public IEnumerable<(BatchEntry Entry, ArraySegment<byte> Bytes)> Batches =>
        _segments.SelectMany(segment => segment.Batches.Select(entry => (entry, segment.Slice(entry.Position, entry.Length))));

    /// <summary>Stores a batch at the end and gives it its offset; only what the checksum does not cover is written anew.</summary>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        var batch = new RecordBatch(bytes);
        var (baseOffset, delta, timestamp) = (EndOffset, batch.LastOffsetDelta, batch.MaxTimestamp);
        if (_segments.Count == 0 || _segments[^1].Free < bytes.Length)
        {
            // Half of what there is already: little is unused, in small partitions too.
            _segments.Add(new Segment((int)Math.Max(bytes.Length, Math.Clamp(Bytes / 2, SmallestSegment, BiggestSegment))));
        }

        var length = bytes.Length;
        var stored = _segments[^1].Add(bytes, position => new BatchEntry(baseOffset, delta, position, length, timestamp));
        BinaryPrimitives.WriteInt64BigEndian(stored, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(stored[12..], NoLeaderEpoch);
        EndOffset += (long)delta + 1;
        Bytes += length;
        return baseOffset;
    }

    /// <summary>Whole batches from the one with the offset up to a limit of bytes; the first is given even if it is bigger.</summary>
    public LogSlice Read(long offset, long until, int bytesMax)
    {
        var slice = new LogSlice();
        for (var i = SegmentOf(offset); i < _segments.Count; i++)
        {
            var segment = _segments[i];
            var (from, length) = (-1, 0);
            for (var j = segment.IndexOf(offset); j < segment.Batches.Count; j++)
            {
                var batch = segment.Batches[j];
                if (batch.LastOffset >= until || (slice.Bytes > 0 && slice.Bytes + batch.Length > bytesMax))
                {
                    slice.Add(segment, from, length);
                    return slice;
                }

                from = from < 0 ? batch.Position : from;
                length += batch.Length;
                slice.Bytes += batch.Length;
                slice.EndOffset = batch.LastOffset + 1;
            }

            slice.Add(segment, from, length);
        }

        return slice;
    }

    /// <summary>The first batch with a record of this time or later.</summary>
    public (BatchEntry Entry, ArraySegment<byte> Bytes)? FirstSince(long timestamp)
    {
        foreach (var batch in Batches)
        {
            if (batch.Entry.MaxTimestamp >= timestamp && batch.Entry.LastOffset >= StartOffset)
            {
                return batch;
            }
        }

        return null;
    }

    /// <summary>Forgets the records before an offset. Memory is given back as soon as a whole segment is forgotten.</summary>
    public void TruncateBefore(long offset)
    {
        StartOffset = Math.Max(StartOffset, offset);
        while (_segments.Count > 0 && _segments[0].LastOffset < StartOffset)
        {
            Bytes -= _segments[0].Batches.Sum(batch => (long)batch.Length);
            _segments.RemoveAt(0);
        }
    }

    /// <summary>Forgets the oldest segments as long as more than so many bytes stay.</summary>
    public void Retain(long bytes, long notFrom)
    {
        while (_segments.Count > 1 && _segments[0].LastOffset < notFrom && Bytes - _segments[0].Batches.Sum(batch => (long)batch.Length) >= bytes)
        {
            TruncateBefore(_segments[0].LastOffset + 1);
        }
    }

    private int SegmentOf(long offset)
    {
        var (low, high) = (0, _segments.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _segments[middle].LastOffset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
