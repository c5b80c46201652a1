using Settlement.Sandbox.Kafka.Logs;

namespace Settlement.Sandbox.Kafka.Data;

/// <summary>What is read from one partition for a fetch.</summary>
internal sealed record PartitionRead(int Index, ErrorCode Error, Partition? Partition = null, LogSlice? Slice = null, List<AbortedTransaction>? Aborted = null)
{
    private static readonly LogSlice Empty = new();

    public int Bytes => Slice?.Bytes ?? 0;

    public static PartitionRead From(Partition partition, FetchPartition wanted, bool committedOnly, bool stalled, int bytesMax)
    {
        var log = partition.Log;
        if (wanted.Offset < log.StartOffset || wanted.Offset > log.EndOffset)
        {
            return new PartitionRead(wanted.Index, ErrorCode.OffsetOutOfRange, partition);
        }

        var until = committedOnly ? partition.LastStableOffset : log.EndOffset;
        var slice = stalled || wanted.Offset >= until || bytesMax < 0 ? Empty : log.Read(wanted.Offset, until, Math.Min(wanted.MaxBytes, bytesMax));
        var aborted = !committedOnly ? null : slice.Bytes == 0 ? [] : partition.AbortedIn(wanted.Offset, slice.EndOffset);
        return new PartitionRead(wanted.Index, ErrorCode.None, partition, slice, aborted);
    }
}
